"""The bulletin (通报) of a close: what it says, the office's wording of it, and what was issued.

Everything is taken from one close, as the ledger stood then. The office may reword paragraphs; what it reworded is kept by
the paragraph's key, and numbers that it typed itself are held against those that are known.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from zcdash import store
from zcdash.domain.document import Annex, Block, Cited, Heading, Paragraph, Pieces, plain_text
from zcdash.domain.model import NUMERALS, Plan, UnitKind
from zcdash.domain.period import Period
from zcdash.errors import InvalidInput, NotFound, NotProven
from zcdash.queries.bulletin import item_sections, sections
from zcdash.queries.bulletin.material import Corrected, Material
from zcdash.queries.caching import cached_query
from zcdash.queries.clock import is_sample, to_local_time
from zcdash.queries.close_snapshot import CloseSnapshot
from zcdash.queries.frozen import frozen_standing
from zcdash.queries.periods import period_state
from zcdash.store.ledger import Ledger
from zcdash.store.transaction import Row


@dataclass(frozen=True, slots=True)
class Content:
    """What the bulletin of one close says, before anybody reworded it."""

    plan: str
    period: Period
    close: int
    revision: int
    year: int
    mark: str
    issuer: str
    addressee: str
    title: Pieces
    day: date
    next_number: int
    sample: bool
    blocks: tuple[Block, ...]
    annexes: tuple[Annex, ...]

    @property
    def paragraphs(self) -> dict[str, Paragraph]:
        """The paragraphs that may be reworded, by key."""
        return {b.key: b for b in self.blocks if isinstance(b, Paragraph) and not b.fixed}


@dataclass(frozen=True, slots=True)
class Draft:
    """The office's wording: title, addressee, day and number where it set them, paragraphs by key (empty: left out).

    `mark` and `issuer` are those of the day of issue, once it is issued.
    """

    title: str = ""
    addressee: str = ""
    day: date | None = None
    number: int | None = None
    wording: Mapping[str, str] = field(default_factory=dict)
    mark: str = ""
    issuer: str = ""

    def to_json(self) -> str:
        told = {
            "title": self.title,
            "addressee": self.addressee,
            "day": self.day.isoformat() if self.day else "",
            "number": self.number,
            "wording": dict(self.wording),
            "mark": self.mark,
            "issuer": self.issuer,
        }
        return json.dumps(told, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Draft:
        told = json.loads(text)
        day = date.fromisoformat(told["day"]) if told["day"] else None
        return cls(told["title"], told["addressee"], day, told["number"], told["wording"], told["mark"], told["issuer"])

    def worded(self, content: Content) -> dict[str, str]:
        """Every paragraph as it will read, by key; those left out are not there."""
        every = {key: self.wording.get(key, p.text) for key, p in content.paragraphs.items()}
        return {key: text for key, text in every.items() if text.strip()}

    def titled(self, content: Content) -> str:
        return self.title or plain_text(content.title)

    def whole(self, content: Content) -> Draft:
        """With nothing left to default: what is issued is kept in these words, whatever the program says later."""
        every = {key: self.wording.get(key, p.text) for key, p in content.paragraphs.items()}
        return Draft(
            self.titled(content),
            self.addressee or content.addressee,
            self.day or content.day,
            self.number or content.next_number,
            every,
            content.mark,
            content.issuer,
        )


def close_of(ledger: Ledger, plan_id: str, period: str) -> Row:
    """The close in force of a period. Raises Unknown, or WrongUse where the period is not closed."""
    state = period_state(ledger, plan_id, period)
    if state.close is None:
        raise InvalidInput(f"{state.period.name}{state.word}，不能出通报。", "通报从关账出具，请先在“期次”页关账。")
    return state.close


@cached_query
def content(ledger: Ledger, plan_id: str, close: int) -> Content:
    """What the bulletin of a close says. Raises Unknown, or NotProven where the close is not whole."""
    row = next((c for c in ledger.query("close", plan=plan_id) if c["close"] == close), None)
    if row is None:
        raise NotFound(f"没有第 {close} 号关账。", "请刷新后再看。")
    others = [b for b in issued(ledger, plan_id) if b["close"] != close]
    at = CloseSnapshot(ledger, row)
    m = Material(at, corrected_of(ledger, row))
    parts = (
        sections.opening,
        sections.overall,
        sections.by_leader,
        sections.by_chapter,
        item_sections.ahead,
        item_sections.short,
        sections.returns,
        item_sections.year,
        sections.requirements,
    )
    mark, issuer = head(ledger, at.plan)
    return Content(
        plan_id,
        at.period,
        close,
        row["revision"],
        at.plan.year,
        mark,
        issuer,
        addressee(at.plan),
        _title(m),
        row["as_of"],
        max((b["number"] for b in others), default=0) + 1,
        is_sample(ledger),
        tuple(_numbered(block for part in parts for block in part(m))),
        item_sections.annexes(m),
    )


def _title(m: Material) -> Pieces:
    subject = m.plan.title.removeprefix(f"{m.plan.year}年")
    what = "完成情况的更正通报" if m.corrected else "完成情况的通报"
    return ("关于", Cited("period/name", m.period.name), Cited("plan/subject", subject), what)


def _numbered(blocks: object) -> list[Block]:
    """一、二、三、 before the headings of the first level."""
    found: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading) and block.level == 1:
            place = sum(isinstance(b, Heading) and b.level == 1 for b in found) + 1
            block = replace(block, pieces=(f"{NUMERALS[place]}、", *block.pieces))
        found.append(block)
    return found


def corrected_of(ledger: Ledger, close: Row) -> Corrected | None:
    """The bulletin that one of this close corrects, with the lights that it published: the last one of an earlier close."""
    earlier = [
        b for b in issued(ledger, close["plan"]) if b["period"] == close["period"] and b["close"] < close["close"]
    ]
    if not earlier:
        return None
    last = max(earlier, key=lambda b: b["bulletin"])
    row = next(c for c in ledger.query("close", plan=close["plan"]) if c["close"] == last["close"])
    lights = {code: one.assessment.light for code, one in frozen_standing(ledger, row).items.items()}
    return Corrected(last["number"], last["day"], lights)


def head(ledger: Ledger, plan: Plan) -> tuple[str, str]:
    """(the red mark, the issuer) of the office's bulletins: as it set them, else by the name of the plan's issuer."""
    place, office = plan.issuer.removesuffix("人民政府"), plan.report_to.split("政府")[-1]
    mark, issuer = (store.settings.setting(ledger, f"bulletin_{what}") for what in ("mark", "issuer"))
    return mark or f"{place}政务督查", issuer or f"{plan.issuer}{office}"


def addressee(plan: Plan) -> str:
    """The plan's groups of units: towns and sub-districts, zones, everybody else."""
    kind = {u.name: u.kind for u in plan.units}
    groups = [u for u in plan.units if u.members]
    local_ones = [g.name for g in groups if {kind[m] for m in g.members} <= {UnitKind.TOWN, UnitKind.SUBDISTRICT}]
    rest = [g.name for g in groups if g.name not in local_ones]
    zones = [u.name for u in plan.units if u.kind is UnitKind.ZONE]
    return "，".join(filter(None, ("、".join(local_ones), "、".join(zones), "，".join(rest)))) or "各责任单位"


def draft(ledger: Ledger, close: int) -> Draft:
    """The last draft of the bulletin of a close; an empty one where none was saved."""
    rows = ledger.query("bulletin_draft", close=close)
    return Draft.from_json(rows[0]["text"]) if rows else Draft()


def issued(ledger: Ledger, plan_id: str) -> list[Row]:
    """Every bulletin issued under a plan, newest first, with the `day` it bears; `issued_at` in Shanghai time."""
    rows = ledger.query("bulletin", plan=plan_id)
    return [b | {"issued_at": to_local_time(b["issued_at"]), "day": Draft.from_json(b["text"]).day} for b in rows]


def issued_of(ledger: Ledger, plan_id: str, close: int) -> Row | None:
    """The bulletin of a close, or None."""
    return next((b for b in issued(ledger, plan_id) if b["close"] == close), None)


def issued_file(ledger: Ledger, bulletin: int) -> bytes:
    """The file of a bulletin, just as it was issued. Raises Unknown, or NotProven where it is another file now."""
    rows = ledger.query("bulletin_file", bulletin=bulletin)
    if not rows:
        raise NotFound(f"没有编号为 {bulletin} 的通报。", "请刷新后再看。")
    data = bytes(rows[0]["docx"])
    if store.submissions.file_hash(data) != rows[0]["hash"]:
        raise NotProven(
            "这份通报的文件与印发时登记的指纹不符。", "请运行 python -m zcdash verify 核对台账，或从备份恢复。"
        )
    return data
