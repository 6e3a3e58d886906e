"""Units and leaders: printed lists, names, who leads, posts."""
