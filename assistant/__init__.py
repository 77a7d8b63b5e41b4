"""The doors: terminal, HTTP, page and widget. A door parses, asks, renders; it ranks nothing."""
