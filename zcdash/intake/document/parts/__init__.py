"""Parts of an item proposed from the text of its cells: titles, commitments, series of planned values."""
