"""Shapes of the query results that rendering reads, a module a subject."""
