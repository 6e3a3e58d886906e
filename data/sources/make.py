"""Write the figures of source texts, line by line and without the words, so that `check-plan --source` can run anywhere.

    python data/sources/make.py GAZETTE.txt …

writes `GAZETTE.figures.txt` beside this file for each. The texts themselves are not part of the program.
"""

from __future__ import annotations

import sys
from pathlib import Path

from zcdash.intake.source_text import FIGURES_SUFFIX, figures_alone

if __name__ == "__main__":
    for name in sys.argv[1:]:
        source = Path(name)
        written = Path(__file__).parent / f"{source.stem}{FIGURES_SUFFIX}"
        written.write_text(figures_alone(source.read_text(encoding="utf-8")), encoding="utf-8")
        print(written)
