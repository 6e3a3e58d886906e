"""User interface: the app frame, the page registry, the session and the components of pages."""
