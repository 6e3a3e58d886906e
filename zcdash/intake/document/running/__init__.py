"""Items in running text, and the facts of the notice."""
