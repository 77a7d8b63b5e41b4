"""A record's text into turns, one module a style of record."""
