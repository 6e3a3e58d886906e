"""Proof that nothing of a document is lost in a plan."""
