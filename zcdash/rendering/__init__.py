"""Rendering: charts, HTML, Word, Excel and tables from values. Never queries the ledger."""
