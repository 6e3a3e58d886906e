"""The command line's part that makes what leaves the house: the bulletin of a closed period, and its register."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from zcdash.errors import InvalidInput
from zcdash.queries import bulletin
from zcdash.queries.bulletin import Draft, proof, unverified_numbers
from zcdash.queries.bulletin.register import register
from zcdash.rendering import pdf
from zcdash.rendering.docx import bulletin as bulletin_docx
from zcdash.rendering.xlsx import register as register_xlsx
from zcdash.store.ledger import Ledger

Command = Callable[..., argparse.ArgumentParser]


def add(command: Command) -> None:
    """The command `bulletin`."""
    text = "Write the bulletin of a closed period as Word: the issued one, or the draft as it stands."
    one = command("bulletin", text, run=_bulletin)
    one.add_argument("--plan", required=True, metavar="ID")
    one.add_argument("--period", required=True, metavar="PERIOD", help="a closed period, for example 2017Q2")
    one.add_argument("-o", "--output", type=Path, required=True, metavar="FILE.docx")
    one.add_argument("--pdf", action="store_true", help="also FILE.pdf, where LibreOffice is installed")
    one.add_argument("--xlsx", action="store_true", help="also FILE.xlsx, the register of the same close")


def _bulletin(args: argparse.Namespace, ledger_file: Path) -> int:
    if args.output.suffix.lower() != ".docx":
        raise InvalidInput(f"输出文件 {args.output.name} 不是 .docx。", "请写作 -o 通报.docx。")
    with Ledger(ledger_file) as ledger:
        close = bulletin.close_of(ledger, args.plan, args.period)["close"]
        content, out = bulletin.content(ledger, args.plan, close), bulletin.issued_of(ledger, args.plan, close)
        proven = proof.prove(ledger, content)
        draft = Draft.from_json(out["text"]) if out else bulletin.draft(ledger, close)
        data = bulletin.issued_file(ledger, out["bulletin"]) if out else bulletin_docx.write_draft(content, draft)
        proof.prove_file(data, content, draft)
        book = register_xlsx.write(register(ledger, args.plan, close)) if args.xlsx else b""
    made = {args.output: data}
    made |= {args.output.with_suffix(".pdf"): pdf.from_docx(data)} if args.pdf else {}
    made |= {args.output.with_suffix(".xlsx"): book} if args.xlsx else {}
    for path, some in made.items():
        _keep(path, some)
    state = f"{bulletin_docx.symbol(content, draft)}，{out['issued_at']:%Y-%m-%d} 印发" if out else "送审稿，尚未印发"
    print(f"{proven.sentence}。\n{content.period.name}通报（{state}）：{'、'.join(str(p) for p in made)}")
    for text in [] if out else unverified_numbers.unknown(unverified_numbers.unverified_numbers(content, draft)):
        print(f"请核对：“{text}”在台账中找不到来历。")
    return 0


def _keep(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as failed:
        raise InvalidInput(
            f"写不了 {path}：{failed.strerror}。", "请检查文件夹是否可写、文件是否正被别的程序打开。"
        ) from failed
