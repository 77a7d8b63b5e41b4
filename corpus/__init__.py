"""Records of meetings, read: who said what, to whom, and where it stands."""
