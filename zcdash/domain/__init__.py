"""Domain: frozen values and their methods. Standard library only."""
