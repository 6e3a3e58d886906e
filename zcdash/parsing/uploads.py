"""Read files from outside, in a child: a submission and its findings, its cells, a marked copy, a file of evidence."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import PureWindowsPath
from typing import TypeVar

from zcdash.domain.evidence import EvidenceFile
from zcdash.domain.model import Finding
from zcdash.domain.people_list import PeopleList
from zcdash.domain.plan_proposal import Decisions, KnownNames, PlanProposal
from zcdash.domain.source_document import SourceDocument
from zcdash.domain.submission import Source
from zcdash.errors import InvalidInput, NeedsConversion, UnreadableDocument
from zcdash.intake.file_kind import RESAVE
from zcdash.intake.form import Form, Identity
from zcdash.intake.plan_workbook import PlanWorkbook
from zcdash.intake.web_form import FormCells
from zcdash.intake.xlsx_reader import UnreadableWorkbook
from zcdash.parsing import convert
from zcdash.parsing.children import Child, Limit, NotRead, document_pool, pool
from zcdash.parsing.file_reader import CheckedFile, FileReader
from zcdash.text import single_line

OVER_LIMIT = "OVER_LIMIT"
_SENTENCE = {
    Limit.MEMORY: f"用了太多内存（超过 {pool.limits.memory >> 20} MB），已停止。",
    Limit.TIME: "用了太多时间，已停止。",
    Limit.CRASH: "时程序中断，读不下去。",
}
_DOCUMENT_SENTENCE = _SENTENCE | {
    Limit.MEMORY: f"用了太多内存（超过 {document_pool.limits.memory >> 20} MB），已停止。"
}
_SMALLER = "请只留下任务分解表和通知正文，删去图片和附件，另存后再上传。"
T = TypeVar("T")
_FRESH = "仍不行的，请从“季度报送”页重新下载模板，把填好的内容抄过去。"

_FRESH_LIST = "仍不行的，请下载名单模板，把填好的内容抄过去。"


class Upload:
    """A submission in a child: first its identity is read, then it is checked against the form of that identity."""

    def __init__(self, child: Child, source: Source) -> None:
        self._child = child
        self._source = source

    def identity(self) -> Identity:
        """Return the identity that its template gave it. Raises UnreadableWorkbook."""
        return self._child.call(FileReader.identity, self._source)

    def check(self, form: Form, today: date) -> CheckedFile:
        """Return its values and findings. Raises UnreadableWorkbook."""
        return self._child.call(FileReader.check, self._source, form, today)


@contextmanager
def reading(data: bytes, source: Source) -> Iterator[Upload]:
    """Read a submission. Raises UnreadableWorkbook, also for one that exceeds a limit."""
    with _within_limits(data) as child:
        yield Upload(child, source)


def read_cells(data: bytes, source: Source) -> FormCells:
    """Return what was typed into the open cells of a submission. Raises UnreadableWorkbook."""
    with _within_limits(data) as child:
        return child.call(FileReader.cells, source)


def mark_findings(data: bytes, form: Form, findings: Sequence[Finding]) -> bytes:
    """Return a fresh workbook of the form with everything typed and the findings. Raises UnreadableWorkbook."""
    with _within_limits(data) as child:
        return child.call(FileReader.marked, form, [*findings])


def read_plan_workbook(data: bytes) -> PlanWorkbook:
    """Return the plan that a workbook of one holds. Raises UnreadableWorkbook, with sheet and cell."""
    with _within_limits(data) as child:
        return child.call(FileReader.plan_workbook)


def check_evidence(data: bytes, file_name: str) -> EvidenceFile:
    """Return a file of evidence with its kind, clean name, hash and preview. Raises InvalidInput."""
    try:
        with pool.reading(data) as child:
            return child.call(FileReader.evidence, file_name)
    except NotRead as error:
        name = single_line(PureWindowsPath(file_name).name)[:60]
        raise InvalidInput(
            f"检查“{name}”{_SENTENCE[error.limit]}", "请打开原文件看是否正常，另存或转成 .pdf 再上传。"
        ) from error


def read_people(data: bytes) -> PeopleList:
    """Return a list of people. Raises UnreadableWorkbook."""
    try:
        with pool.reading(data) as child:
            return child.call(FileReader.people)
    except NotRead as error:
        sentence = f"读这个文件{_SENTENCE[error.limit]}"
        raise UnreadableWorkbook(OVER_LIMIT, sentence, f"{RESAVE}{_FRESH_LIST}") from error
    except UnreadableWorkbook as error:
        # The reader of workbooks sends people to the template of a return.
        advice = error.advice if "季度报送" not in error.advice else f"请用 .xlsx 工作簿。{_FRESH_LIST}"
        raise UnreadableWorkbook(error.code, error.sentence, advice) from error


def read_document(data: bytes, file_name: str) -> SourceDocument:
    """Return a document of the office as it stands. Raises UnreadableDocument."""
    return _of_document(data, lambda child, original: child.call(FileReader.document, file_name, original))


def propose_plan(data: bytes, file_name: str, decisions: Decisions, known: KnownNames) -> PlanProposal:
    """Return the plan that a document of the office holds, as far as it is understood. Raises UnreadableDocument."""
    return _of_document(
        data, lambda child, original: child.call(FileReader.propose_plan, file_name, original, decisions, known)
    )


def _of_document(data: bytes, ask: Callable[[Child, str], T]) -> T:
    """Return the answer of a child on a document; one of an old kind is converted and asked of again."""
    try:
        return _ask_once(data, "", ask)
    except NeedsConversion as error:
        converted = convert.convert(data, error)
        return _ask_once(converted, hashlib.sha256(data).hexdigest(), ask)


def _ask_once(data: bytes, original: str, ask: Callable[[Child, str], T]) -> T:
    try:
        with document_pool.reading(data) as child:
            return ask(child, original)
    except NotRead as error:
        raise UnreadableDocument(f"读这个文件{_DOCUMENT_SENTENCE[error.limit]}", _SMALLER) from error


@contextmanager
def _within_limits(data: bytes) -> Iterator[Child]:
    try:
        with pool.reading(data) as child:
            yield child
    except NotRead as error:
        raise UnreadableWorkbook(OVER_LIMIT, f"读这个文件{_SENTENCE[error.limit]}", f"{RESAVE}{_FRESH}") from error
