"""Proof of the roles: the marks, words and columns that name a lead or a support say the same as the plan."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from zcdash.domain.plan_proposal import Decisions, Origin, Question
from zcdash.intake.document.proof.proof_fields import difference
from zcdash.intake.document.proof.source_index import SourceIndex, plain
from zcdash.intake.document.proof.stored_fields import Record, StoredFields
from zcdash.intake.document.source_rows import names_of

_LEAD = re.compile("牵头|主办")
_SUPPORT = re.compile("配合|协办|协助|参与|参加")
_WORD = re.compile("(?:牵头|主办|配合|协办|协助|参与|参加)(?![^，,；;。：:（）()\n]{0,6}[：:])")
"""Word of a role behind a name; that of a label (配合单位：) is of the names behind it."""
_TOGETHER = "会同"
_TOGETHER_BEFORE = re.compile("会同[^，,；;。：:（）()\n]*$")
"""Word between the unit that leads and those that support it: 县公安局会同县住建局."""
_BREAKS = re.compile("[，,；;。：:（）()\n]")
_BEFORE_NOTE = " （("
"""Characters between a name and a note on it: 区财政局（牵头）."""
_NOTE = re.compile(r"\s{0,4}[（(]([^（()）]{0,60})[）)]")
_ROLE_NOTE = re.compile("(?:牵头|主办|配合|协办|协助|参与|参加)(?:单位|部门|领导|负责)?")
"""Note on the name before it; another bracket (区执法局配合) speaks of the names in it."""
_FIRST = re.compile(r"(?:第一|首位|首个|在前)[^。;]{0,16}牵头")
"""Rule that the first listed leads."""
_LABEL = re.compile(r"(牵头|主办|配合|协办|协助|参与)[^，,；;。：:（）()]{0,6}[:：][^；;。（）()：:]*$")
_BRACKET = re.compile(r"\([^()]{0,40}\)")
"""Words in brackets in a head: 黑体为牵头单位 says nothing of every name below it."""


def compare_roles(
    index: SourceIndex, fields: StoredFields, origins: Sequence[Origin], decisions: Decisions
) -> Iterator[Question]:
    """Yield a difference for each item whose leads are not those that the document marks or names."""
    stretches: dict[str, list[Origin]] = defaultdict(list)
    for origin in origins:
        is_name = (origin.table, origin.column) == ("responsible.csv", "name")
        if is_name and origin.place in index.contents and not index.meant(origin.place):
            stretches[origin.key].append(origin)
    first_leads = any(_FIRST.search(plain(text)) for text in index.texts.values())
    groups: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for row in fields.tables["responsible.csv"]:
        groups[row["item"], row["kind"]].append(row)
    for (item, kind), rows in groups.items():
        answer = set(names_of(decisions.answers.get(f"lead:{item} {kind}", "")))
        if answer and answer == {r["name"] for r in rows if r["role"] == "lead"}:
            continue  # a person has said who leads
        places = {r["name"]: stretches[f"{item} {kind} {r['name']}"] for r in rows}
        said = {r["name"]: _said(index, places[r["name"]], kind == "unit") for r in rows}
        if any(said.values()):
            yield from _against_words(item, kind, rows, said, places)
        elif len(rows) > 1:
            yield from _against_marks(index, (item, kind), rows, places, first_leads)
        yield from _order(item, kind, rows, places)


def _said(index: SourceIndex, stretches: Sequence[Origin], is_unit: bool) -> str:
    """Return the role that words beside a name, or the head of a unit's column, give it; empty where they say nothing."""
    for origin in stretches:
        text = index.contents[origin.place].text
        note = _NOTE.match(text, origin.end)
        rest = "" if note and not _ROLE_NOTE.fullmatch(note[1]) else text[origin.end :].lstrip(_BEFORE_NOTE)
        following = _BREAKS.split(rest, maxsplit=1)[0]
        word = _WORD.search(rest[: len(following) + 1]) or _LABEL.search(text[: origin.start])
        if following.startswith(_TOGETHER):
            return "lead"
        if not word and _TOGETHER_BEFORE.search(text[: origin.start]):
            return "support"
        if word:
            return "lead" if _LEAD.match(word[0]) else "support"
        found = index.at(origin.place)
        heads = [_BRACKET.sub("", head) for head in index.heads(*found)] if found and is_unit else []
        leads, supports = any("牵头" in head for head in heads), any(_SUPPORT.search(head) for head in heads)
        if leads != supports:
            return "support" if supports else "lead"
    return ""


def _against_words(
    item: str, kind: str, rows: Sequence[Record], said: Mapping[str, str], places: Mapping[str, list[Origin]]
) -> Iterator[Question]:
    for row in rows:
        if said[row["name"]] and said[row["name"]] != row["role"]:
            names = {"lead": "牵头", "support": "配合"}
            yield difference(
                f"responsible.csv {item} {kind} {row['name']} role",
                names[said[row["name"]]],
                names[row["role"]],
                place=places[row["name"]][0].place,
                item=item,
                what=f"{item} {row['name']}的分工与原文不一致",
            )


def _against_marks(
    index: SourceIndex,
    group: tuple[str, str],
    rows: Sequence[Record],
    places: Mapping[str, list[Origin]],
    first_leads: bool,
) -> Iterator[Question]:
    """Compare leads with the names that are marked; without marks the first one alone may be assumed to lead."""
    names = [r["name"] for r in rows]
    marked = [name for name in names if places[name] and all(_is_marked(index, o) for o in places[name])]
    leads = [r["name"] for r in rows if r["role"] == "lead"]
    assumed = any(r["assumed"] == "true" for r in rows if r["role"] == "lead")
    place = next((o.place for name in names for o in places[name]), "")
    told = "、".join(marked) if 0 < len(marked) < len(names) else ""
    right = set(marked) == set(leads) if told else leads == names[:1] and (assumed or first_leads)
    if len(marked) == len(names):
        right = leads in (names, names[:1])  # all of them marked: together, or as the office has answered
    if not right and not _without_heads(index, places, leads):
        item, kind = group
        stored = "、".join(leads) + ("（推定）" if assumed else "")
        what = f"{item} 的牵头{'单位' if kind == 'unit' else '领导'}与原文的标记不一致"
        yield difference(f"responsible.csv {item} {kind} marks", told, stored, place=place, item=item, what=what)


def _without_heads(index: SourceIndex, places: Mapping[str, list[Origin]], leads: Sequence[str]) -> bool:
    """Return True where columns without heads part leads and supports: what they are is a question on the columns."""
    cells = {name: {o.place for o in found} for name, found in places.items()}
    own = set().union(*(cells[name] for name in leads)) if leads else set()
    others = set().union(*(found for name, found in cells.items() if name not in leads))
    if not own or not others or own & others:
        return False
    return not any(index.heads(*found) for place in own | others if (found := index.at(place)))


def _is_marked(index: SourceIndex, origin: Origin) -> bool:
    """Return True if every character of a name, blanks left out, is marked."""
    content = index.contents[origin.place]
    text = content.text[origin.start : origin.end]
    offsets = [origin.start + n for n, c in enumerate(text) if not c.isspace()]
    return bool(offsets) and all(any(s <= at < e for s, e in content.marked) for at in offsets)


def _order(item: str, kind: str, rows: Sequence[Record], places: Mapping[str, list[Origin]]) -> Iterator[Question]:
    """Yield a difference where the names of one cell stand in another order than their rows."""
    last: dict[str, int] = {}
    for row in sorted(rows, key=lambda r: int(r["order"])):
        for origin in places[row["name"]][:1]:
            if origin.start < last.get(origin.place, 0):
                field = f"responsible.csv {item} {kind} {row['name']} order"
                what = f"{item} {row['name']}的次序与原文不一致"
                yield difference(field, "", row["order"], place=origin.place, item=item, what=what)
            last[origin.place] = origin.start
