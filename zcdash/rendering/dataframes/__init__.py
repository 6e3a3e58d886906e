"""Data frames with Chinese column heads, for tables and downloads."""
