"""Query results as figures, tables, HTML, Word, Excel, PDF and calendar files."""
