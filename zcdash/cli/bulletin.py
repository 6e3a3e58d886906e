"""Command that writes the bulletin of a closed period, and its register."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from zcdash import auth, queries
from zcdash.cli.options import PATH, as_of_option, ledger_option, plan_option
from zcdash.domain.period import Period
from zcdash.errors import InvalidInput, NotProven
from zcdash.queries.bulletin import proof, unverified_numbers
from zcdash.queries.bulletin.register import register
from zcdash.rendering import pdf
from zcdash.rendering.docx import bulletin as bulletin_docx
from zcdash.rendering.xlsx import register as register_xlsx
from zcdash.store.ledger import Ledger


@click.command()
@plan_option
@click.option("--period", required=True, metavar="PERIOD", help="a closed period, for example 2017Q2 or 第二时段")
@click.option("-o", "--output", type=PATH, required=True, metavar="FILE.docx")
@click.option("--pdf", "with_pdf", is_flag=True, help="also FILE.pdf, where LibreOffice is installed")
@click.option("--xlsx", "with_xlsx", is_flag=True, help="also FILE.xlsx, the register of the same close")
@as_of_option
@ledger_option
def bulletin(
    plan_id: str,
    period: str,
    output: Path,
    with_pdf: bool,
    with_xlsx: bool,
    as_of: date | None,
    ledger_file: Path,
) -> None:
    """Write the bulletin of a closed period as Word: as issued, or else the current draft.

    An issued bulletin is the file kept in the ledger, if it still has the hash registered at its issue; today's proof is
    shown but does not decide. A draft must prove.
    """
    if output.suffix.lower() != ".docx":
        raise InvalidInput(f"输出文件 {output.name} 不是 .docx。", "请写作 -o 通报.docx。")
    with Ledger(ledger_file) as own, queries.as_of.known_on(own, as_of, plan_id) as ledger:
        period = queries.plans.period_named(ledger, plan_id, period)
        close = queries.bulletin.close_of(ledger, plan_id, period)["close"]
        proven = proof.prove_close(ledger, plan_id, close)
        data, state, unknown = _document(ledger, plan_id, close, proven)
        auth.trail.exported(own, auth.permissions.console(), "bulletin", plan_id, period)
        files = {output: data}
        if with_xlsx:
            files[output.with_suffix(".xlsx")] = register_xlsx.write(register(ledger, plan_id, close))
    if with_pdf:
        files[output.with_suffix(".pdf")] = pdf.from_docx(data)
    for path, content_bytes in files.items():
        _write(path, content_bytes)
    if isinstance(proven, NotProven):
        print(f"按现在的程序重算未能自证，原件照发：{proven.sentence}{proven.advice}")
    else:
        print(f"{proven.sentence}。")
    print(f"{Period.parse(period).name}通报（{state}）：{'、'.join(str(path) for path in files)}")
    for text in unknown:
        print(f"请核对：“{text}”在台账中找不到来历。")


def _document(
    ledger: Ledger, plan_id: str, close: int, proven: proof.Proven | NotProven
) -> tuple[bytes, str, list[str]]:
    """Return the file, the state of the bulletin, and the numbers in it that the ledger does not know."""
    if issued := queries.bulletin.issued_of(ledger, plan_id, close):
        data = queries.bulletin.issued_file(ledger, issued["bulletin"])
        year = Period.parse(issued["period"]).ends.year
        return data, f"〔{year}〕第{issued['number']}期，{issued['issued_at']:%Y-%m-%d} 印发", []
    if isinstance(proven, NotProven):
        raise proven
    content = queries.bulletin.content(ledger, plan_id, close)
    draft = queries.bulletin.draft(ledger, close)
    data = bulletin_docx.write_draft(content, draft)
    proof.prove_file(data, content, draft)
    unknown = unverified_numbers.unknown(unverified_numbers.unverified_numbers(content, draft))
    return data, "送审稿，尚未印发", unknown


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        advice = "请检查文件夹是否可写、文件是否正被别的程序打开。"
        raise InvalidInput(f"写不了 {path}：{error.strerror}。", advice) from error
