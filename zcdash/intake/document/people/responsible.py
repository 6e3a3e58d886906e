"""Units and leaders of a row, from the printed list: who leads, who supports, and by what that is known."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from zcdash.domain.source_document import Passages, Stretch
from zcdash.domain.terms import Responsibility
from zcdash.intake.document.people import role_words as words
from zcdash.intake.document.people.joined_text import CompactText
from zcdash.intake.document.people.posts import is_post
from zcdash.intake.document.people.printed_names import leader_names, unit_names

LEAD, SUPPORT = Responsibility.LEAD, Responsibility.SUPPORT


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedRole:
    """Printed name of a unit or leader with its role; `assumed` where no word and no mark says that it leads."""

    name: str
    """As printed, without blanks and line breaks."""
    kind: str
    role: Responsibility
    passages: Passages
    """Stretch of the name; several where a break cuts it."""
    marked: bool = False
    assumed: bool = False
    post: Passages = ()
    """Post of a leader, as printed before or behind the name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleReading:
    """Roles of a printed list, each name once, and what of the list is none."""

    roles: tuple[NamedRole, ...] = ()
    data_sources: Passages = ()
    """Units that only supply the figures (数据来源)."""
    left: Passages = ()
    """Words that were not understood."""
    ground: str = "none"
    """Ground of the leads: `words`, `marks`, `all_marked` (several, and all of them), `apart`, `first`, `single` or `none`."""


@dataclass(slots=True)
class _Group:
    """Names between two separators other than 、, and the role that words give them."""

    names: list[NamedRole] = field(default_factory=list)
    role: Responsibility | None = None


def roles_of(
    passages: Passages,
    kind: str,
    apart: Responsibility | None,
    marks_mean_lead: bool,
    *,
    known: Collection[str] = frozenset(),
    first_leads: bool = False,
) -> RoleReading:
    """Return the roles of a printed list of units or leaders (`kind`: `unit`, `leader`).

    `apart` is the role of all of them where the column says it; `marks_mean_lead`: the document says that marked names lead;
    `first_leads`: it says that the first listed does. `known` names settle where a line break parts two names.
    """
    scan = _Scan(CompactText.of(passages), kind, frozenset(known))
    scan.run()
    groups = [g for g in scan.groups if g.names]
    roles, ground = _decide(groups, apart, marks_mean_lead, first_leads or scan.first_leads)
    return RoleReading(
        roles=_once(_as_printed(roles, passages)), data_sources=scan.data_sources, left=scan.left, ground=ground
    )


class _Scan:
    """Scan of a list from left to right: names are gathered into groups, words and labels give the groups their role."""

    def __init__(self, compact: CompactText, kind: str, known: frozenset[str]) -> None:
        self.compact, self.kind, self.known = compact, kind, known
        self.groups: list[_Group] = [_Group()]
        self.data_sources: Passages = ()
        self.left: Passages = ()
        self.first_leads = False
        self._text = compact.text
        self._label: Responsibility | None = None
        self._settled = 0
        """Number of groups whose role is settled."""
        self._posts: list[Passages] = []
        """Posts that wait for the name behind them."""

    def run(self) -> None:
        text, at, start = self._text, 0, 0
        while at < len(text):
            if words.SUPPORT_BRACKET.match(text, at) or text.startswith(")", at, at + (at == start)):
                self._names(start, at)
                self.groups += [self._new_group()]
                start = at = at + 1
            elif text[at] == "(":
                at, start = self._bracket(at, start)
            elif label := words.LABEL.match(text, at):
                self._names(start, at)
                start = at = self._labelled(label)
            elif (word := words.WORD.match(text, at)) and self._ends_with(word):
                self._names(start, at)
                self._settle(LEAD if word["lead"] else SUPPORT if word["support"] else None)
                start = at = word.end()
            elif (separator := words.SEPARATOR.match(text, at)) and not self._is_one_group(start, at):
                self._names(start, at)
                self.groups += [self._new_group()] if separator[0] in words.GROUP_ENDS else []
                start = at = separator.end()
            else:
                at += 1
        self._names(start, len(text))
        self.left += tuple(p for post in self._posts for p in post)

    def _ends_with(self, word: re.Match[str]) -> bool:
        """Return True if a word of a role is the last before a separator, a break or the end."""
        after = word.end()
        is_end = after == len(self._text) or self._text[after] in words.ENDS or self._is_break(after)
        return is_end or word["lead"] == "会同"

    def _is_break(self, at: int) -> bool:
        return self.compact.places[at] - self.compact.places[at - 1] > 1

    def _new_group(self) -> _Group:
        return _Group(role=self._label)

    def _is_one_group(self, start: int, at: int) -> bool:
        """Return True for 区政府各部门、各单位: one name for all of them."""
        rest, before = self._text[at + 1 : at + 6], self._text[max(start, at - 16) : at]
        is_list = self.kind == "unit" and self._text[at] == "、"
        return (
            is_list
            and rest.startswith(("各单位", "单位", "有关单位", "各有关单位"))
            and bool(words.GROUPED.search(before))
        )

    def _bracket(self, at: int, start: int) -> tuple[int, int]:
        """Read a bracket: a note of a role, a source of data, a rule, or part of the name. Return where to go on."""
        end = _closing(self._text, at)
        inner = self._text[at:end]
        if note := words.NOTE.fullmatch(inner):
            self._names(start, at)
            noted = self.groups[-1].names.pop() if self.groups[-1].names else None
            if noted:
                self.groups.insert(self._settled, _Group([noted], LEAD if note["lead"] else SUPPORT))
                self._settled += 1
        elif data := words.DATA_NOTE.match(inner):
            self._names(start, at)
            self.data_sources += self.compact.cut(at + data.end(), end - inner.endswith(")"))
        elif self.kind == "leader" or words.NO_NAME.search(inner):
            self._names(start, at)
            if not (is_post(inner[1:-1]) and self._add_post(self.compact.cut(at + 1, end - 1))):
                self._no_name(at, end)
        else:
            return end, start
        return end, end

    def _labelled(self, label: re.Match[str]) -> int:
        if label["data"]:
            ends = (at for at in range(label.end(), len(self._text)) if self._text[at] in words.GROUP_ENDS)
            end = next(ends, len(self._text))
            self.data_sources += self.compact.cut(label.end(), end)
            return end
        has_lead, has_support = label["lead"] or label["lead_only"], label["support"] or label["support_only"]
        self._label = LEAD if has_lead else SUPPORT if has_support else None
        self._settled = len(self.groups)
        self.groups.append(self._new_group())
        return label.end()

    def _settle(self, role: Responsibility | None) -> None:
        """Give the groups since the last word their role."""
        waiting = self.groups[self._settled :]
        filled = [g for g in waiting if g.names]
        has_lead = any(g.role is LEAD and g.names for g in self.groups[: self._settled])
        chosen = filled[-1:] if role is SUPPORT and not has_lead else filled
        for group in chosen if role else ():
            group.role = role
        self._settled = len(self.groups)
        self._label = None
        self.groups.append(self._new_group())

    def _names(self, start: int, end: int) -> None:
        """Add the names of a stretch without separators to the current group."""
        if start >= end:
            return
        if self.kind == "unit" and words.NO_NAME.search(self._text, start, end):
            self._no_name(start, end)
            return
        joined = self.compact.joined
        if self.kind == "leader":
            self._leaders(*self.compact.stretch(start, end))
            return
        stretches, left = unit_names(joined, *self.compact.stretch(start, end), self.known)
        self.groups[-1].names += [self._named(stretch) for stretch in stretches]
        self.left += tuple(p for a, b in left for p in joined.cut(a, b))

    def _leaders(self, start: int, end: int) -> None:
        """Add the leaders of a stretch, each with the post before its name or directly behind it."""
        joined = self.compact.joined
        names, left = leader_names(joined, start, end, self.known)
        ends, of_names = 0, set(names)
        for stretch in sorted([*names, *left]):
            printed, passages = joined.printed(*stretch), joined.cut(*stretch)
            if stretch in of_names:
                self.groups[-1].names.append(self._named(stretch))
                if self._posts:
                    self._add_post(tuple(p for post in self._posts for p in post))
                    self._posts = []
                ends = stretch[1]
            elif not is_post(unicodedata.normalize("NFKC", printed)):
                self.left += passages
            elif stretch[0] != ends or not self._add_post(passages):
                self._posts.append(passages)

    def _add_post(self, post: Passages) -> bool:
        """Give a post to the last leader, and return True; False where there is none, or it has one."""
        names = self.groups[-1].names
        if self.kind != "leader" or not names or names[-1].post:
            return False
        names[-1] = replace(names[-1], post=post)
        return True

    def _named(self, stretch: Stretch) -> NamedRole:
        joined = self.compact.joined
        name, passages, is_marked = joined.printed(*stretch), joined.cut(*stretch), joined.is_marked(*stretch)
        is_marked |= joined.text[stretch[0] - 1 : stretch[0]] in words.STARS
        return NamedRole(name=name, kind=self.kind, role=SUPPORT, passages=passages, marked=is_marked)

    def _no_name(self, start: int, end: int) -> None:
        self.first_leads |= bool(words.FIRST_LEADS.search(self._text, start, end))
        self.left += self.compact.cut(start, end)


def _closing(text: str, at: int) -> int:
    """Return the place after the bracket that closes the one at a place; the end of the text where none does."""
    depth = 0
    for place in range(at, len(text)):
        depth += (text[place] == "(") - (text[place] == ")")
        if not depth:
            return place + 1
    return len(text)


def _decide(
    groups: list[_Group], apart: Responsibility | None, marks_mean_lead: bool, first_leads: bool
) -> tuple[list[NamedRole], str]:
    """Return the names with their roles, and the ground of the leads."""
    names = [(name, group.role or apart) for group in groups for name in group.names]
    open_names = [name for name, role in names if role is None]
    has_words = any(group.role for group in groups)
    if not open_names:
        return [replace(n, role=r or SUPPORT) for n, r in names], "words" if has_words else "apart" if names else "none"
    if any(role is LEAD for _, role in names):
        return [replace(n, role=r or SUPPORT) for n, r in names], "words"
    marked = [n for n in open_names if n.marked]
    if marked and len(marked) < len(open_names):
        leads, assumed, ground = marked, not marks_mean_lead, "marks"
    elif marks_mean_lead and len(marked) == len(open_names) > 1:
        leads, assumed, ground = marked, True, "all_marked"
    else:
        leads = open_names[:1]
        is_single = len({n.name for n in open_names}) == 1
        assumed, ground = not (is_single or first_leads), "single" if is_single else "words" if first_leads else "first"
    chosen = {id(n) for n in leads}
    decided = [
        replace(n, role=LEAD, assumed=assumed) if id(n) in chosen else replace(n, role=r or SUPPORT) for n, r in names
    ]
    return decided, ground


def _as_printed(roles: Iterable[NamedRole], passages: Passages) -> list[NamedRole]:
    """Return names in their printed order, in which a lead that a bracket names stands where it is."""
    places = {passage.place: number for number, passage in enumerate(passages)}
    return sorted(roles, key=lambda role: (places[role.passages[0].place], role.passages[0].start))


def _once(roles: Iterable[NamedRole]) -> tuple[NamedRole, ...]:
    """Return each name once, as lead where it is one anywhere."""
    kept: dict[str, NamedRole] = {}
    for role in roles:
        earlier = kept.get(role.name)
        if earlier is None:
            kept[role.name] = role
        elif role.role is LEAD and earlier.role is SUPPORT:
            kept[role.name] = replace(earlier, role=LEAD, assumed=role.assumed)
        if earlier is not None and not earlier.post:
            kept[role.name] = replace(kept[role.name], post=role.post)
    return tuple(kept.values())
