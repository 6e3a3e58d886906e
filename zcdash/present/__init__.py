"""Room 4, the easel: everything that is drawn."""

from zcdash.present import cards, figures, lights, rules, sheets, tables, words
from zcdash.present.palette import MARKS, Mark

__all__ = ["MARKS", "Mark", "cards", "figures", "lights", "rules", "sheets", "tables", "words"]
