"""Command that writes the bulletin of a closed period, and its register."""

from __future__ import annotations

from pathlib import Path

import click

from zcdash import queries
from zcdash.cli.options import PATH, ledger_option, plan_option
from zcdash.errors import InvalidInput
from zcdash.queries.bulletin import Draft, proof, unverified_numbers
from zcdash.queries.bulletin.register import register
from zcdash.rendering import pdf
from zcdash.rendering.docx import bulletin as bulletin_docx
from zcdash.rendering.xlsx import register as register_xlsx
from zcdash.store.ledger import Ledger


@click.command()
@plan_option
@click.option("--period", required=True, metavar="PERIOD", help="a closed period, for example 2017Q2")
@click.option("-o", "--output", type=PATH, required=True, metavar="FILE.docx")
@click.option("--pdf", "with_pdf", is_flag=True, help="also FILE.pdf, where LibreOffice is installed")
@click.option("--xlsx", "with_xlsx", is_flag=True, help="also FILE.xlsx, the register of the same close")
@ledger_option
def bulletin(plan_id: str, period: str, output: Path, with_pdf: bool, with_xlsx: bool, ledger_file: Path) -> None:
    """Write the bulletin of a closed period as Word: as issued, or else the current draft."""
    if output.suffix.lower() != ".docx":
        raise InvalidInput(f"输出文件 {output.name} 不是 .docx。", "请写作 -o 通报.docx。")
    with Ledger(ledger_file) as ledger:
        close = queries.bulletin.close_of(ledger, plan_id, period)["close"]
        content = queries.bulletin.content(ledger, plan_id, close)
        issued = queries.bulletin.issued_of(ledger, plan_id, close)
        proven = proof.prove(ledger, content)
        if issued:
            draft = Draft.from_json(issued["text"])
            data = queries.bulletin.issued_file(ledger, issued["bulletin"])
        else:
            draft = queries.bulletin.draft(ledger, close)
            data = bulletin_docx.write_draft(content, draft)
        proof.prove_file(data, content, draft)
        files = {output: data}
        if with_xlsx:
            files[output.with_suffix(".xlsx")] = register_xlsx.write(register(ledger, plan_id, close))
    if with_pdf:
        files[output.with_suffix(".pdf")] = pdf.from_docx(data)
    for path, content_bytes in files.items():
        _write(path, content_bytes)
    state = "送审稿，尚未印发"
    if issued:
        state = f"{bulletin_docx.symbol(content, draft)}，{issued['issued_at']:%Y-%m-%d} 印发"
    print(f"{proven.sentence}。\n{content.period.name}通报（{state}）：{'、'.join(str(path) for path in files)}")
    if not issued:
        for text in unverified_numbers.unknown(unverified_numbers.unverified_numbers(content, draft)):
            print(f"请核对：“{text}”在台账中找不到来历。")


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        advice = "请检查文件夹是否可写、文件是否正被别的程序打开。"
        raise InvalidInput(f"写不了 {path}：{error.strerror}。", advice) from error
