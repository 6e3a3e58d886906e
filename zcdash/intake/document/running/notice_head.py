"""Head of a notice: number, title over several lines, issuer, date of issue."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from zcdash.domain.source_document import Passage, Passages
from zcdash.intake.document.people.joined_text import CompactText, sub_passage
from zcdash.intake.document.plain_text import PlainText, plain_text
from zcdash.intake.document.running.notice_reporting import Fact
from zcdash.intake.document.running.printed_dates import DATE, date_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Facts of the head; `notice_title` is the title with 关于印发 and 的通知, where there is a notice."""

    number: Fact | None = None
    title: Fact | None = None
    notice_title: Fact | None = None
    issuer: Fact | None = None
    issued: Fact | None = None


_NUMBER = re.compile(
    r"\(?(?:发?文字?号:)?(?P<word>[一-鿿]{2,14})[〔\[(【{<〈](?P<year>20[0-9]{2})[〕\])】}>〉]第?(?P<n>[0-9]{1,4})号"
)
_PRINTED = re.compile(r"(?:印发|发布|公布|下发)?\)?")
"""Words behind a date of issue."""
_ISSUER = re.compile(r"(?P<name>[一-鿿]{2,24}(?:人民政府|委员会|办公室|办公厅|管委会|[局委办]))(?:文件|公报)?")
_ADDRESSED = re.compile(r"^[^。;]{4,}:$")
_BODY = re.compile(r"[。;:]|^[一二三四五六七八九十]{1,3}、|^第[一二三四五六七八九十]{1,3}[章条]|^(?:序号|编号)")
_SKIP = re.compile(
    r"^(?:附件|附表|附)[0-9一二三四五六七八九十]{0,2}:?$|^(?:文件|密级|特急|加急|机密|秘密)$|^签发人|^-[0-9]+-$|^第?[0-9]{1,3}页?$"
)
_NOTICE = re.compile(r"(?:关于)?(?:印发|转发|批转|下发|公布)(?:关于)?")
_NOTICE_END = re.compile(r"的?(?:通知|通告|公告)(?:\([^)]{0,20}\))?$")
_TITLE_END = re.compile(
    r"(?:通知|意见|方案|办法|决定|规划|计划|措施|要点|分解表|任务表|责任表|一览表|任务书|目标|任务|台账|清单|细则|规定|制度|汇总表)(?:\([^)]{0,20}\))?$"
)
_ISSUES = re.compile(
    r"^(?:[一-鿿]{2,24}?(?:人民政府|委员会|办公室|办公厅))?(?:关于)?(?:印发|转发|批转|下发|公布)(?P<title>.+?)的?(?:通知|通告|公告)(?:\([^)]{0,20}\))?$"
)
_ISSUER_FIRST = re.compile(r"^[一-鿿]{2,20}?人民政府(?:办公室|办公厅)?(?=关于|印发)")
_MOST_LINES, _MOST_TITLE = 60, 120
"""Lines of a head, and characters of a title."""


@dataclass(frozen=True, slots=True)
class _Line:
    passage: Passage
    plain: PlainText

    def part(self, start: int, end: int) -> Passages:
        first, last = self.plain.stretch(start, end)
        cut = sub_passage(self.passage, first, last)
        return (cut,) if cut else ()

    @property
    def text(self) -> str:
        return self.plain.plain

    @property
    def part_of_file(self) -> str:
        """Return where the line stands: empty for the text itself, 文本框1, 脚注1."""
        return self.passage.place.partition("第")[0]


def head_of(passages: Sequence[Passage]) -> Head:
    """Return the head of a document, from its lines in their order."""
    lines = [_Line(passage, plain_text(passage.text)) for passage in passages]
    first = lines[:_MOST_LINES]
    number = _number(first)
    issued, signed = _issued(lines)
    notice = _notice_title(first)
    title = _issued_title(notice) if notice else _plain_title(first)
    return Head(number=number, title=title, notice_title=notice, issuer=signed or _issuer(first), issued=issued)


def _number(lines: Sequence[_Line]) -> Fact | None:
    for line in lines:
        found = _NUMBER.match(line.text)
        if found and (len(line.text) - found.end() <= 12 or DATE.match(line.text, found.end())):
            value = f"{found['word']}〔{found['year']}〕{found['n']}号"
            return Fact(value=value, passages=line.part(found.start("word"), found.end()))
    return None


def _issuer(lines: Sequence[_Line]) -> Fact | None:
    """Return the issuer from a line of its own, else from the beginning of the title."""
    for line in lines:
        if found := _ISSUER.fullmatch(line.text):
            return Fact(value=found["name"], passages=line.part(*found.span("name")), confidence=0.9)
        if found := _ISSUER_FIRST.match(line.text):
            return Fact(value=found[0], passages=line.part(*found.span()), confidence=0.9)
        if _ADDRESSED.match(line.text):
            break
    return None


def _issued(lines: Sequence[_Line]) -> tuple[Fact | None, Fact | None]:
    """Return the date of issue, and the issuer that stands before it: a line that is nothing but a date."""
    for at, line in enumerate(lines):
        found = DATE.search(line.text)
        day = date_of(found) if found else None
        if not found or not day or len(line.text) - (found.end() - found.start()) > 26:
            continue
        before = line.text[: found.start()].strip("(")
        signed = _ISSUER.fullmatch(before) if before else None
        is_alone = found.end() + 1 >= len(line.text) and (not before or signed)
        is_named = before.rstrip(":").endswith(("成文日期", "发布日期", "发文日期", "印发日期", "印发时间", "发布时间"))
        is_named |= bool(
            (not before or signed or _NUMBER.fullmatch(before)) and _PRINTED.fullmatch(line.text, found.end())
        )
        if not is_alone and not is_named:
            continue
        fact = Fact(value=day.isoformat(), passages=line.part(*found.span()), confidence=1.0 if is_alone else 0.9)
        if signed:
            start = line.text.index(signed["name"])
            return fact, Fact(value=signed["name"], passages=line.part(start, start + len(signed["name"])))
        above = lines[at - 1] if at else None
        signed = _ISSUER.fullmatch(above.text) if above else None
        return fact, Fact(value=signed["name"], passages=above.part(*signed.span("name"))) if above and signed else None
    return None, None


def _notice_title(lines: Sequence[_Line]) -> Fact | None:
    """Return the title of the notice: from the line with 关于 or 印发 to the one with 通知."""
    for at, line in enumerate(lines):
        if _BODY.search(line.text) or not ("关于" in line.text or _NOTICE.search(line.text)):
            continue
        taken: list[_Line] = []
        for each in lines[at : at + 6]:
            if _BODY.search(each.text) or _NUMBER.match(each.text):
                break
            taken.append(each)
            if _NOTICE_END.search(each.text) and not each.text.startswith("《"):
                return _joined(taken)
    return None


def _plain_title(lines: Sequence[_Line]) -> Fact | None:
    """Return the title of a document that is no notice: its first lines up to one that ends like a title."""
    taken: list[_Line] = []
    for line in lines:
        is_day = DATE.fullmatch(line.text)
        if not taken and (
            _SKIP.search(line.text) or _NUMBER.match(line.text) or _ISSUER.fullmatch(line.text) or is_day
        ):
            continue
        is_dated = bool(DATE.search(line.text)) and (len(line.text) < 16 or line.text.startswith("("))
        if _BODY.search(line.text) or _NUMBER.match(line.text) or len(taken) == 4 or (taken and is_dated):
            break
        if taken and _TITLE_END.search(taken[-1].text) and not line.text.startswith("("):
            break
        if taken and line.part_of_file != taken[0].part_of_file:
            break
        taken.append(line)
    if not taken:
        return None
    joined = _joined(taken)
    is_title = bool(_TITLE_END.search(joined.value))
    return Fact(value=joined.value, passages=joined.passages, confidence=0.9 if is_title else 0.5)


def _joined(lines: Sequence[_Line]) -> Fact:
    compact = CompactText.of(tuple(line.passage for line in lines))
    printed = "".join("".join(line.passage.text.split()) for line in lines)
    return Fact(value=printed[:_MOST_TITLE], passages=compact.cut(0, len(compact.text)))


def _issued_title(notice: Fact) -> Fact:
    """Return the title of what a notice issues: its words between 印发 and 的通知, without 《》."""
    compact = CompactText.of(notice.passages)
    found = _ISSUES.match(compact.text)
    if not found:
        start = name.end() if (name := _ISSUER_FIRST.match(compact.text)) else 0
        return Fact(value=_printed(compact, start, len(compact.text)), passages=compact.cut(start, len(compact.text)))
    start, end = found.span("title")
    if compact.text[start] == "《" and compact.text[end - 1] == "》":
        start, end = start + 1, end - 1
    return Fact(value=_printed(compact, start, end), passages=compact.cut(start, end))


def _printed(compact: CompactText, start: int, end: int) -> str:
    return compact.joined.printed(*compact.stretch(start, end))
