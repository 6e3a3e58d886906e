"""Everything that is asked of a file from outside. It runs in a child, never in the program itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from zcdash.domain.evidence import EvidenceFile
from zcdash.domain.model import Finding
from zcdash.domain.people_list import PeopleList
from zcdash.domain.plan_proposal import Decisions, KnownNames, PlanProposal
from zcdash.domain.source_document import SourceDocument
from zcdash.domain.submission import Source
from zcdash.intake.completeness import check_completeness
from zcdash.intake.consistency import check_consistency
from zcdash.intake.evidence import check_evidence
from zcdash.intake.form import Form, Identity
from zcdash.intake.form_places import form_places, name_page_places
from zcdash.intake.mark_findings import mark_findings
from zcdash.intake.parse_submission import ParsedSubmission, parse_submission
from zcdash.intake.people_list import read_people_list
from zcdash.intake.plan_workbook import PlanWorkbook, read_plan_workbook
from zcdash.intake.plausibility import check_plausibility
from zcdash.intake.submission_workbook import SubmissionWorkbook, read_submission_workbook
from zcdash.intake.web_form import FormCells, FormPlace, read_cells, read_document

_CONVERTED = "这是旧格式文件，由 LibreOffice 转换后读入，请对照原文件核对。"


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A submission's values and findings, without the sheets they come from."""

    parsed: ParsedSubmission
    places: dict[str, FormPlace]
    """Place of a finding → its cell of the form, where it concerns one."""


class FileReader:
    """One file from outside; `source` says whether a submission is a workbook or a document of the page."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._workbook: SubmissionWorkbook | None = None

    def identity(self, source: Source) -> Identity:
        """Read a submission and return its identity. Raises UnreadableWorkbook."""
        return self._read(source).identity

    def check(self, source: Source, form: Form, today: date) -> CheckedFile:
        """Parse a submission against its form, and return its values and findings."""
        workbook = self._read(source)
        parsed = parse_submission(workbook, form, today)
        check_completeness(parsed, form)
        check_plausibility(parsed, form)
        check_consistency(parsed, form)
        places = name_page_places(workbook, parsed) if source is Source.PAGE else form_places(workbook, parsed)
        parsed.sheets = {}
        return CheckedFile(parsed, places)

    def cells(self, source: Source) -> FormCells:
        """Return what was typed into the open cells. Raises UnreadableWorkbook."""
        return read_cells(self._read(source))

    def marked(self, form: Form, findings: list[Finding]) -> bytes:
        """Return a workbook of the form with what was typed and the findings."""
        return mark_findings(self._data, form, findings)

    def evidence(self, file_name: str) -> EvidenceFile:
        """Check a file of evidence. Raises InvalidInput."""
        return check_evidence(self._data, file_name)

    def plan_workbook(self) -> PlanWorkbook:
        """Read the workbook of a plan. Raises UnreadableWorkbook."""
        return read_plan_workbook(self._data)

    def people(self) -> PeopleList:
        """Read a list of people. Raises UnreadableWorkbook."""
        return read_people_list(self._data)

    def document(self, file_name: str, original: str) -> SourceDocument:
        """Read a document of the office. Raises UnreadableDocument, NeedsConversion.

        `original`: SHA-256 of the file that this one was converted from, empty for none.
        """
        from zcdash.intake.document.reading import read  # with its libraries, which a return does not need

        document = read.read_document(self._data, file_name)
        if not original:
            return document
        return replace(document, sha256=original, unread=(_CONVERTED, *document.unread))

    def propose_plan(self, file_name: str, original: str, decisions: Decisions, known: KnownNames) -> PlanProposal:
        """Read a document of the office and propose the plan that it holds. Raises UnreadableDocument, NeedsConversion."""
        from zcdash.intake.document import assemble

        return assemble.propose_plan(self.document(file_name, original), decisions, known)

    def _read(self, source: Source) -> SubmissionWorkbook:
        if self._workbook is None:
            read = read_document if source is Source.PAGE else read_submission_workbook
            self._workbook = read(self._data)
        return self._workbook
