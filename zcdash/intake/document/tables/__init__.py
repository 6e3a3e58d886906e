"""Items in the tables of a document: heads, columns, rows."""
