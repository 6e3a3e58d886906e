"""评定规则 in words: the rules of docs/rules.md, each with the anchor that lights link to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from zcdash.config import RULES_TEXT

_ENGLISH = "# Rules of rating"
_ANCHOR = '<a id="'


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleText:
    """One rule: its anchor, its part of the document, its head, and its text in Markdown."""

    anchor: str
    part: str
    title: str
    text: str = ""


@lru_cache
def rule_texts() -> tuple[RuleText, ...]:
    """Return the rules of the document, in its order; none where it is not there."""
    return parse_rules(RULES_TEXT.read_text(encoding="utf-8")) if RULES_TEXT.is_file() else ()


def parse_rules(document: str) -> tuple[RuleText, ...]:
    """Return the rules of the Chinese part of a document: an anchor on a line of its own, then a head of the third level."""
    rules: list[RuleText] = []
    part = anchor = ""
    for line in document.partition(f"\n{_ENGLISH}\n")[0].splitlines():
        if line.startswith("## "):
            part, anchor = line[3:], ""
        elif line.startswith(_ANCHOR):
            anchor = line.removeprefix(_ANCHOR).partition('"')[0]
        elif line.startswith("### "):
            rules.append(RuleText(anchor=anchor, part=part, title=line[4:]))
        elif rules and rules[-1].anchor == anchor:
            rules[-1] = replace(rules[-1], text=f"{rules[-1].text}{line}\n")
    return tuple(rules)
