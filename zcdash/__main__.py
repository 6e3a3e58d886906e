"""The command line: `python -m zcdash …`. Help is in English, messages are in Chinese.

Exit status: 0 done, 1 the answer is no (a plan with errors), 2 bad arguments or something that cannot be done.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from zcdash import board, desk
from zcdash.dump import plan_json, receipt_json, receipt_text, standing_json
from zcdash.errors import Unknown, WrongUse, ZcdashError
from zcdash.intake import check, folder, template
from zcdash.model import LIGHT_NAME, Severity
from zcdash.store import Ledger

ROOT = Path(__file__).parents[1]
DEFAULT_LEDGER = ROOT / "var" / "zcdash.duckdb"


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with the arguments in one sentence, and exits with 2."""

    def error(self, message: str) -> None:
        raise WrongUse(f"参数不对：{message}。", f"用法：{' '.join(self.format_usage().split()[1:])}")


def ledger_path(given: str | None = None) -> Path:
    """The ledger's file: as given, else $ZCDASH_LEDGER, else var/zcdash.duckdb."""
    return Path(given or os.environ.get("ZCDASH_LEDGER") or DEFAULT_LEDGER)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m zcdash", description="A district government's yearly targets, planned against actual.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=_Parser)

    def command(name: str, text: str, ledger: bool = True) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=text, description=text)
        one.set_defaults(run=globals()[f"_{name.replace('-', '_')}"])
        if ledger:
            one.add_argument("--ledger", metavar="FILE", help="ledger file (default: $ZCDASH_LEDGER or var/zcdash.duckdb)")
        return one

    init = command("init", "Make the ledger, and load every plan folder of data/plans into it.")
    init.add_argument("--reason", default="计划文件更正", help="why, where a changed plan becomes a new version")
    init.add_argument("--date", type=date.fromisoformat, metavar="YYYY-MM-DD", help="set the business date")
    init.add_argument("--sample", action="store_true", help="also file the invented returns of data/samples (a demonstration)")
    proof = command("check-plan", "Prove a plan folder; exit 1 on errors.", ledger=False)
    proof.add_argument("folder", type=Path, metavar="DIR")
    proof.add_argument("--source", type=Path, metavar="FILE", help="text of the official document, to read its figures again")
    dump = command("dump", "Print a stored plan as one JSON object.")
    dump.add_argument("--plan", required=True, metavar="ID")
    standing = command("standing", "Print where a plan stands at a period.")
    standing.add_argument("--plan", required=True, metavar="ID")
    standing.add_argument("--period", required=True, metavar="PERIOD", help="for example 2017Q2")
    standing.add_argument("--pack", default="default", metavar="ID", help="rule pack (default: default)")
    standing.add_argument("--as-of", type=date.fromisoformat, metavar="YYYY-MM-DD", help="as seen on this day")
    standing.add_argument("--json", action="store_true", help="print one JSON object instead of a summary")
    _add_returns(command)
    return parser


def _add_returns(command: Callable[..., argparse.ArgumentParser]) -> None:
    """The commands of the quarterly round trip."""
    form = command("template", "Write the workbook of a unit's return for a period, or of all units.")
    form.add_argument("--plan", required=True, metavar="ID")
    form.add_argument("--period", required=True, metavar="PERIOD")
    whose = form.add_mutually_exclusive_group(required=True)
    whose.add_argument("--unit", metavar="NAME", help="the unit, as the plan names it")
    whose.add_argument("--all", action="store_true", help="every unit; -o is a folder then")
    form.add_argument("-o", "--output", type=Path, required=True, metavar="FILE|DIR")
    submit = command("submit", "File a filled-in workbook; exit 2 where it is refused.")
    submit.add_argument("file", type=Path, metavar="FILE")
    submit.add_argument("--by", required=True, metavar="NAME", help="who files it")
    submit.add_argument("--check", action="store_true", help="only check, file nothing")
    submit.add_argument("--accept", action="store_true", help="file in spite of warnings")
    submit.add_argument("--json", action="store_true", help="print one JSON object")
    submit.add_argument("--marked", type=Path, metavar="FILE", help="where to write the workbook with its findings marked")


def _existing(args: argparse.Namespace) -> Ledger:
    path = ledger_path(args.ledger)
    if not path.exists():
        raise Unknown(f"还没有台账 {path}。", "请先运行 python -m zcdash init。")
    return Ledger(path)


def _init(args: argparse.Namespace) -> int:
    with Ledger(ledger_path(args.ledger)) as ledger:
        for toml in sorted((ROOT / "data" / "plans").glob("*/plan.toml")):
            done = desk.load_plan(ledger, toml.parent, args.reason)
            print(f"计划 {done.plan}：{done.items} 项，第 {done.version} 版，{'已载入' if done.new else '没有变化'}。")
        if args.sample:
            number = desk.load_samples(ledger, ROOT / "data" / "samples", args.date)
            print(f"演示数据：{number} 份虚构的报送。" if number else "演示数据已经在台账里。")
        elif args.date:
            desk.set_business_date(ledger, args.date, "命令行")
            print(f"业务日期设为 {args.date}。")
    return 0


def _check_plan(args: argparse.Namespace) -> int:
    plan = folder.read(args.folder)
    if args.source and not args.source.is_file():
        raise Unknown(f"没有原文 {args.source}。", "请核对路径。")
    findings = check.check(plan, args.source.read_text(encoding="utf-8") if args.source else None)
    for f in findings:
        mark = "错误" if f.severity is Severity.ERROR else "提示"
        print(f"{mark} {f.code} {f.place}：{f.sentence}{f.advice}")
    errors = sum(f.severity is Severity.ERROR for f in findings)
    figures = sum(len(c.figures) for c in plan.cells)
    print(f"计划 {plan.id}：{len(plan.items)} 项、{len(plan.targets)} 个阶段目标、{len(plan.commitments)} 个节点、"
          f"{len(plan.indicators)} 个指标、{figures} 个原文数字；错误 {errors} 处，提示 {len(findings) - errors} 处。")
    return 1 if errors else 0


def _dump(args: argparse.Namespace) -> int:
    with _existing(args) as ledger:
        print(json.dumps(plan_json(board.plan(ledger, args.plan)), ensure_ascii=False, indent=1))
    return 0


def _standing(args: argparse.Namespace) -> int:
    with _existing(args) as ledger:
        answer = board.standing(ledger, args.plan, args.period, args.pack, args.as_of)
    if args.json:
        print(json.dumps(standing_json(answer), ensure_ascii=False, indent=1))
        return 0
    print(f"{answer.plan} {answer.period.name}，规则包 {answer.pack}，{answer.as_of} 所见，报送截止 {answer.deadline}")
    for light, number in answer.counts.items():
        if number:
            print(f"  {LIGHT_NAME[light]} {number} 项")
    return 0


def _template(args: argparse.Namespace) -> int:
    with _existing(args) as ledger:
        made = board.forms(ledger, args.plan, args.period, None if args.all else [args.unit])
        if args.all:
            args.output.mkdir(parents=True, exist_ok=True)
        for form in made.values():
            path = args.output / form.file_name if args.all else args.output
            path.write_bytes(template.write(form))
        print(f"已写出 {len(made)} 个模板：{args.output}")
    return 0


def _submit(args: argparse.Namespace) -> int:
    if not args.file.is_file():
        raise Unknown(f"没有文件 {args.file}。", "请核对路径。")
    data = args.file.read_bytes()
    with _existing(args) as ledger:
        if args.check:
            receipt = desk.Receipt(board.examined(ledger, data), None, False)
        else:
            receipt = desk.submit(ledger, data, args.file.name, args.by, args.accept)
    findings, readable = receipt.examined.returned.findings, receipt.examined.form is not None
    if args.marked and readable:
        args.marked.write_bytes(template.marked(data, findings))
    print(json.dumps(receipt_json(receipt), ensure_ascii=False, indent=1) if args.json else receipt_text(receipt, args.check))
    return 2 if (receipt.examined.returned.refused if args.check else receipt.refused) else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit status."""
    try:
        args = _parser().parse_args(arguments)
        return args.run(args)
    except ZcdashError as refused:
        print(f"{refused.sentence}{refused.advice}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
