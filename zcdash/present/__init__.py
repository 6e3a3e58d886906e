"""Room 4, the easel: everything that is drawn."""

from zcdash.present import calendar, cards, figures, lights, registers, rules, sheets, tables, timeliness, words
from zcdash.present.palette import MARKS, Mark

__all__ = [
    "MARKS",
    "Mark",
    "calendar",
    "cards",
    "figures",
    "lights",
    "registers",
    "rules",
    "sheets",
    "tables",
    "timeliness",
    "words",
]
