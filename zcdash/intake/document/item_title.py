"""Title of an item: the head phrase of its goal or of its focus, cut at a natural boundary."""

from __future__ import annotations

import re

TITLE_LIMIT = 24
_CUT = re.compile(r"[,;。:、(]")
_START = re.compile(
    r"^(?:全面|全力|积极|大力|扎实|深入|深化|持续|加快|着力|主动|坚定不移|坚持|切实|进一步|高标准|努力|推进|推动|实施|开展|完成|确保|抓好|做好|加强|认真|严格|有序|科学|突出|力争|年内|全区)++"
)


def item_title(goal: str, focus: str) -> str:
    """Return at most 24 characters in words of the row; `goal` and `focus` are plain texts without blanks."""
    for source in (goal, focus):
        text = re.sub(r"^\d{1,3}(?=[^\d.%])", "", source).strip("。；;，, ")
        if not text:
            continue
        head = _CUT.split(text)[0]
        for part in (text, head):
            short = _START.sub("", part)
            short = short if len(short) >= 4 else part
            if 0 < len(short) <= TITLE_LIMIT:
                return short
        return head[:TITLE_LIMIT]
    return ""
