"""HTML fragments for the page."""
