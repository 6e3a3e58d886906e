"""The bulletin (通报) of a close: its content, the office's draft, and the bulletins issued.

Everything is taken from one close, as the ledger stood then. The office may reword paragraphs; a draft keeps its wording by
the paragraph's key, and `unverified_numbers` compares the numbers typed there with the proven ones.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from zcdash import store
from zcdash.auth.sessions import is_demo
from zcdash.domain.document import Annex, Block, Cited, Heading, Paragraph, Pieces, plain_text
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.plan_words import result_name
from zcdash.domain.terms import PlanKind, UnitKind, numeral
from zcdash.errors import InvalidInput, NotFound, NotProven
from zcdash.queries.bulletin import (
    annexes,
    comparison_sections,
    indicator_sections,
    item_sections,
    overview_sections,
    submission_sections,
)
from zcdash.queries.bulletin.material import Corrected, Material
from zcdash.queries.caching import cached_query
from zcdash.queries.clock import to_local_time
from zcdash.queries.close_snapshot import CloseSnapshot
from zcdash.queries.frozen import frozen_standing
from zcdash.queries.periods import period_state
from zcdash.store.bulletins import BulletinRow
from zcdash.store.ledger import Ledger
from zcdash.store.periods import CloseRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Generated content of the bulletin of one close, before any rewording."""

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
        """Paragraphs that may be reworded, by key."""
        return {b.key: b for b in self.blocks if isinstance(b, Paragraph) and not b.fixed}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The office's wording: title, addressee, day and number if it set them, paragraphs by key (empty: left out).

    `mark` and `issuer` are those of the day of issue; empty before it. `signed` asks for a signature of the log at the end of
    the annexes; `signature` is its text, from the issue on.
    """

    title: str = ""
    addressee: str = ""
    day: date | None = None
    number: int | None = None
    wording: Mapping[str, str] = field(default_factory=dict)
    mark: str = ""
    issuer: str = ""
    signed: bool = False
    signature: str = ""

    def to_json(self) -> str:
        fields = {
            "title": self.title,
            "addressee": self.addressee,
            "day": self.day.isoformat() if self.day else "",
            "number": self.number,
            "wording": dict(self.wording),
            "mark": self.mark,
            "issuer": self.issuer,
            **({"signed": True, "signature": self.signature} if self.signed else {}),
        }
        return json.dumps(fields, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Draft:
        fields = json.loads(text)
        day = date.fromisoformat(fields["day"]) if fields["day"] else None
        return cls(**{**fields, "day": day})

    def worded(self, content: Content) -> dict[str, str]:
        """Return the text of every paragraph by key, without those left out."""
        return {key: text for key, text in self._texts(content).items() if text.strip()}

    def _texts(self, content: Content) -> dict[str, str]:
        return {key: self.wording.get(key, p.text) for key, p in content.paragraphs.items()}

    def own(self, content: Content) -> list[str]:
        """Return the keys of the paragraphs in the office's own words: no rule stands behind what they say."""
        return [key for key, text in self.worded(content).items() if text != content.paragraphs[key].text]

    def left_out(self, content: Content) -> list[str]:
        """Return the keys of the paragraphs that the office left out."""
        return [key for key, text in self._texts(content).items() if not text.strip()]

    def titled(self, content: Content) -> str:
        """Return the title, the generated one if the office set none."""
        return self.title or plain_text(content.title)

    def whole(self, content: Content) -> Draft:
        """Return the draft with every default filled in, so that an issued bulletin keeps its words for good."""
        return Draft(
            title=self.titled(content),
            addressee=self.addressee or content.addressee,
            day=self.day or content.day,
            number=self.number or content.next_number,
            wording=self._texts(content),
            mark=content.mark,
            issuer=content.issuer,
            signed=self.signed,
        )


_SECTIONS: tuple[Callable[[Material], list[Block]], ...] = (
    overview_sections.opening,
    overview_sections.overall,
    comparison_sections.by_leader,
    comparison_sections.by_chapter,
    item_sections.ahead,
    item_sections.short,
    submission_sections.submissions,
    indicator_sections.year,
    submission_sections.requirements,
)


def close_of(ledger: Ledger, plan_id: str, period: str) -> CloseRow:
    """Return the close in force of a period. Raises NotFound, or InvalidInput if the period is not closed."""
    state = period_state(ledger, plan_id, period)
    if state.close is None:
        raise InvalidInput(f"{state.period.name}{state.word}，不能出通报。", "通报从关账出具，请先在“期次”页关账。")
    return state.close


@cached_query
def content(ledger: Ledger, plan_id: str, close: int) -> Content:
    """Return the content of the bulletin of a close. Raises NotFound, or NotProven if frozen rows are missing."""
    row = next((c for c in store.periods.closes(ledger, plan_id) if c["close"] == close), None)
    if row is None:
        raise NotFound(f"没有第 {close} 号关账。", "请刷新后再看。")
    snapshot = CloseSnapshot(ledger, row)
    m = Material(snapshot, corrected_of(ledger, row))
    mark, issuer = head(ledger, m.plan)
    return Content(
        plan=plan_id,
        period=m.period,
        close=close,
        revision=row["revision"],
        year=m.period.ends.year,
        mark=mark,
        issuer=issuer,
        addressee=addressee(m.plan),
        title=_title(m),
        day=row["as_of"],
        next_number=newest_number(ledger, m.period.ends.year, apart_from=close) + 1,
        sample=is_demo(ledger),
        blocks=tuple(_numbered(block for section in _SECTIONS for block in section(m))),
        annexes=annexes.annexes(m),
    )


def _title(m: Material) -> Pieces:
    """Return 关于2017年二季度重点工作目标完成情况的通报, 关于《国土空间规划编制工作方案》启动部署阶段验收情况的通报."""
    kind = f"{result_name(m.plan, m.period)}的{'更正' if m.corrected else ''}通报"
    if m.plan.kind is PlanKind.ANNUAL:
        subject = m.plan.title.removeprefix(f"{m.plan.year}年")
        return ("关于", m.period_name, Cited("plan/subject", subject), kind)
    return ("关于《", Cited("plan/title", m.plan.title), "》", m.period_name, kind)


def _numbered(blocks: Iterable[Block]) -> Iterator[Block]:
    """Put 一、二、三、 before the headings of the first level."""
    number = 0
    for block in blocks:
        if isinstance(block, Heading) and block.level == 1:
            number += 1
            yield replace(block, pieces=(f"{numeral(number)}、", *block.pieces))
        else:
            yield block


def corrected_of(ledger: Ledger, close: CloseRow) -> Corrected | None:
    """Return the bulletin that one of this close corrects: the last one issued on an earlier close of the period."""
    earlier = [
        b for b in issued(ledger, close["plan"]) if b["period"] == close["period"] and b["close"] < close["close"]
    ]
    if not earlier:
        return None
    last = max(earlier, key=lambda b: b["bulletin"])
    row = next(c for c in store.periods.closes(ledger, close["plan"]) if c["close"] == last["close"])
    lights = {code: item.assessment.light for code, item in frozen_standing(ledger, row).items.items()}
    return Corrected(last["number"], last["day"] or row["as_of"], lights)


def head(ledger: Ledger, plan: Plan) -> tuple[str, str]:
    """Return (red mark, issuer) of the office's bulletins: the settings, else names made from the plan's issuer."""
    district = plan.issuer.partition("人民政府")[0]
    _, of_government, own = plan.report_to.rpartition("政府")
    office = f"{district}人民政府{own}" if of_government else f"{district}{own.removeprefix('区')}"
    mark = store.settings.setting(ledger, "bulletin_mark")
    issuer = store.settings.setting(ledger, "bulletin_issuer")
    return mark or f"{district}政务督查", issuer or office


def addressee(plan: Plan) -> str:
    """Return the addressee: the plan's groups of towns and sub-districts, its zones, its other groups."""
    kind = {u.name: u.kind for u in plan.units}
    groups = [u for u in plan.units if u.members]
    local_groups = [g.name for g in groups if {kind[m] for m in g.members} <= {UnitKind.TOWN, UnitKind.SUBDISTRICT}]
    rest = [g.name for g in groups if g.name not in local_groups]
    zones = [u.name for u in plan.units if u.kind is UnitKind.ZONE]
    return "，".join(filter(None, ("、".join(local_groups), "、".join(zones), "，".join(rest)))) or "各责任单位"


def draft(ledger: Ledger, close: int) -> Draft:
    """Return the last saved draft of the bulletin of a close; an empty one if there is none."""
    rows = store.bulletins.drafts(ledger, close)
    return Draft.from_json(rows[0]["text"]) if rows else Draft()


class IssuedRow(BulletinRow):
    """An issued bulletin with the `day` it bears."""

    day: date | None


def issued(ledger: Ledger, plan_id: str) -> list[IssuedRow]:
    """Return the bulletins issued under a plan, newest first, with their `day`; `issued_at` in Shanghai time."""
    rows = store.bulletins.bulletins(ledger, plan_id)
    return [{**b, "issued_at": to_local_time(b["issued_at"]), "day": Draft.from_json(b["text"]).day} for b in rows]


def newest_number(ledger: Ledger, year: int, apart_from: int = 0) -> int:
    """Return the highest number of the year's issues, of all plans: the office counts one series a year; 0 before the first."""
    rows = [b for p in store.plans.plans(ledger) for b in store.bulletins.bulletins(ledger, p["plan"])]
    numbers = [b["number"] for b in rows if b["close"] != apart_from and Period.parse(b["period"]).ends.year == year]
    return max(numbers, default=0)


def issued_of(ledger: Ledger, plan_id: str, close: int) -> IssuedRow | None:
    """Return the bulletin issued on a close, or None."""
    return next((b for b in issued(ledger, plan_id) if b["close"] == close), None)


def issued_file(ledger: Ledger, bulletin: int) -> bytes:
    """Return the file of a bulletin as issued. Raises NotFound, or NotProven if its hash differs."""
    row = store.bulletins.bulletin_file(ledger, bulletin)
    if row is None:
        raise NotFound(f"没有编号为 {bulletin} 的通报。", "请刷新后再看。")
    data = bytes(row["docx"])
    if store.submissions.file_hash(data) != row["hash"]:
        raise NotProven(
            "这份通报的文件与印发时登记的指纹不符。", "请运行 python -m zcdash verify 核对台账，或从备份恢复。"
        )
    return data


def signature_text(ledger: Ledger, content: Content) -> str:
    """Return the first signature of the log that covers the close, as a bulletin prints it; empty if there is none yet."""
    close = store.audit_log.rows_before(ledger, "close", content.close)[0]
    head = next((h for h in store.signing.signed_heads(ledger) if h["entry"] >= close["entry"]), None)
    if head is None:
        return ""
    key, signature = (
        " ".join(text[i : i + 8] for i in range(0, len(text), 8)) for text in (head["key"], head["signature"])
    )
    at = f"{to_local_time(head['signed_at']):%Y-%m-%d %H:%M:%S}"
    return f"留痕第{head['entry']}条（指纹 {head['hash']}）于 {at} 签名，公钥指纹 {key}，签名 {signature}。"
