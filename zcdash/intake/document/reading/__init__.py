"""Readers of documents: bytes of a Word, Excel, PDF or text file become a `SourceDocument`, as it stands."""
