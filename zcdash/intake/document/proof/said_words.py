"""Words in the sentence of a name that say that it is responsible."""

from __future__ import annotations

import re

from zcdash.domain.plan_proposal import Origin
from zcdash.intake.document.proof.source_index import SourceIndex

_RESPONSIBLE = re.compile("牵头|主办|负责|落实|配合|协助|协办|参与|参加|会同|(?:责任|承办)(?:单位|部门)")
_SENTENCE_END = re.compile("[。\n]")
_BESIDE = 120
"""Characters beside a name in which such a word stands."""


def is_said(index: SourceIndex, origin: Origin) -> bool:
    """Return True if words in the sentence of a name say that somebody is responsible: 由县水利局牵头."""
    text = index.contents[origin.place].text
    before, after = (
        _SENTENCE_END.split(text[: origin.start])[-1],
        _SENTENCE_END.split(text[origin.end :], maxsplit=1)[0],
    )
    return bool(_RESPONSIBLE.search(before[-_BESIDE:]) or _RESPONSIBLE.search(after[:_BESIDE]))
