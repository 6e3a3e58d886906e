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
from getpass import getpass
from pathlib import Path

from zcdash import auth, commands, queries
from zcdash.auth.permissions import ROLE_NAME, Account, Role
from zcdash.cli import audit, brief, bulletin, rollup, score
from zcdash.cli.serializers import plan_json, receipt_json, receipt_text, standing_json
from zcdash.commands.submissions import SubmissionReceipt
from zcdash.domain.model import LIGHT_NAME, Severity
from zcdash.domain.submission import VIEW_NAME, View
from zcdash.errors import InvalidInput, NotFound, ZcdashError
from zcdash.intake import plan_folder, template, validate_plan
from zcdash.intake.mark_findings import mark_findings
from zcdash.store.ledger import Ledger

ROOT = Path(__file__).parents[1]
DEFAULT_LEDGER = ROOT / "var" / "zcdash.duckdb"


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with the arguments in one sentence, and exits with 2."""

    def error(self, message: str) -> None:
        raise InvalidInput(f"参数不对：{message}。", f"用法：{' '.join(self.format_usage().split()[1:])}")


def ledger_path(given: str | None = None) -> Path:
    """The ledger's file: as given, else $ZCDASH_LEDGER, else var/zcdash.duckdb."""
    return Path(given or os.environ.get("ZCDASH_LEDGER") or DEFAULT_LEDGER)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python -m zcdash", description="A district government's yearly targets, planned against actual."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=_Parser)

    def command(
        name: str, text: str, ledger: bool = True, run: Callable[..., int] | None = None
    ) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=text, description=text)
        own = (lambda args: run(args, _existing_path(args, name))) if run else globals()[f"_{name.replace('-', '_')}"]
        one.set_defaults(run=own)
        if ledger:
            one.add_argument(
                "--ledger", metavar="FILE", help="ledger file (default: $ZCDASH_LEDGER or var/zcdash.duckdb)"
            )
        return one

    init = command("init", "Make the ledger, and load every plan folder of data/plans into it.")
    init.add_argument("--reason", default="计划文件更正", help="why, where a changed plan becomes a new version")
    init.add_argument("--date", type=date.fromisoformat, metavar="YYYY-MM-DD", help="set the business date")
    init.add_argument(
        "--sample", action="store_true", help="also file the invented returns of data/samples (a demonstration)"
    )
    proof = command("check-plan", "Prove a plan folder; exit 1 on errors.", ledger=False)
    proof.add_argument("folder", type=Path, metavar="DIR")
    proof.add_argument(
        "--source", type=Path, metavar="FILE", help="text of the official document, to read its figures again"
    )
    dump = command("dump", "Print a stored plan as one JSON object.")
    dump.add_argument("--plan", required=True, metavar="ID")
    standing = command("standing", "Print where a plan stands at a period.")
    standing.add_argument("--plan", required=True, metavar="ID")
    standing.add_argument("--period", required=True, metavar="PERIOD", help="for example 2017Q2")
    standing.add_argument(
        "--pack", default="", metavar="ID", help="rule pack (default: the one that the office works by)"
    )
    standing.add_argument(
        "--view",
        type=View,
        default=View.OFFICIAL,
        choices=list(View),
        metavar="official|filed|closed",
        help="which returns count: accepted ones (default), those on their way too, or as first closed",
    )
    standing.add_argument("--as-of", type=date.fromisoformat, metavar="YYYY-MM-DD", help="as seen on this day")
    standing.add_argument("--json", action="store_true", help="print one JSON object instead of a summary")
    _add_returns(command)
    _add_user(command)
    audit.add(command)
    bulletin.add(command)
    brief.add(command)
    score.add(command)
    rollup.add(command)
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
    submit.add_argument(
        "--marked", type=Path, metavar="FILE", help="where to write the workbook with its findings marked"
    )


def _add_user(command: Callable[..., argparse.ArgumentParser]) -> None:
    """The accounts, from the server's own console: where the first administrator comes from."""
    user = command(
        "user", "Add accounts, list them, reset a password. Stop the server first: it holds the ledger.", ledger=False
    )
    acts = user.add_subparsers(dest="act", required=True, metavar="add|list|reset", parser_class=_Parser)
    said = {"add": "Add an account.", "list": "List the accounts.", "reset": "Give an account a new first password."}
    for act, text in said.items():
        one = acts.add_parser(act, help=text, description=text)
        one.add_argument("--ledger", metavar="FILE", help="ledger file (default: $ZCDASH_LEDGER or var/zcdash.duckdb)")
        if act != "list":
            one.add_argument("login", metavar="LOGIN", help="lower-case letters, digits, dot, hyphen, underscore")
        if act == "add":
            one.add_argument("--name", required=True, metavar="NAME", help="the person's name")
            one.add_argument(
                "--role", required=True, choices=[d.value for d in Role if d is not Role.CONSOLE], dest="role"
            )
            one.add_argument(
                "--unit", default="", metavar="U", help="of a clerk or head: the unit, as the plan names it"
            )
            one.add_argument(
                "--leader", default="", metavar="L", help="of a deputy: the deputy mayor, as the plan has it"
            )
            one.add_argument(
                "--email", default="", metavar="E", help="by which the identity provider's users are known"
            )
            one.add_argument(
                "--generate", action="store_true", help="make the first password and print it, instead of asking"
            )


def _existing_path(args: argparse.Namespace, command: str = "") -> Path:
    path = ledger_path(args.ledger)
    if not path.exists() and command != "restore":
        raise NotFound(f"还没有台账 {path}。", "请先运行 python -m zcdash init。")
    return path


def _existing(args: argparse.Namespace) -> Ledger:
    return Ledger(_existing_path(args))


def _init(args: argparse.Namespace) -> int:
    with Ledger(ledger_path(args.ledger)) as ledger:
        for toml in sorted((ROOT / "data" / "plans").glob("*/plan.toml")):
            done = commands.plans.load_plan(ledger, auth.permissions.console(), toml.parent, args.reason)
            print(f"计划 {done.plan}：{done.items} 项，第 {done.version} 版，{'已载入' if done.new else '没有变化'}。")
        if args.sample:
            print("正在演练虚构的一年（约半分钟）…", flush=True)
            number = commands.samples.load_samples(
                ledger, auth.permissions.console(), ROOT / "data" / "samples", args.date
            )
            print(f"演示数据：{number} 份虚构的报送。" if number else "演示数据已经在台账里。")
        elif args.date:
            commands.plans.set_business_date(ledger, auth.permissions.console(), args.date)
            print(f"业务日期设为 {args.date}。")
    return 0


def _check_plan(args: argparse.Namespace) -> int:
    plan = plan_folder.read_plan_folder(args.folder)
    if args.source and not args.source.is_file():
        raise NotFound(f"没有原文 {args.source}。", "请核对路径。")
    findings = validate_plan.validate_plan(plan, args.source.read_text(encoding="utf-8") if args.source else None)
    for f in findings:
        mark = "错误" if f.severity is Severity.ERROR else "提示"
        print(f"{mark} {f.code} {f.place}：{f.sentence}{f.advice}")
    errors = sum(f.severity is Severity.ERROR for f in findings)
    figures = sum(len(c.figures) for c in plan.cells)
    print(
        f"计划 {plan.id}：{len(plan.items)} 项、{len(plan.targets)} 个阶段目标、{len(plan.commitments)} 个节点、"
        f"{len(plan.indicators)} 个指标、{figures} 个原文数字；错误 {errors} 处，提示 {len(findings) - errors} 处。"
    )
    return 1 if errors else 0


def _dump(args: argparse.Namespace) -> int:
    with _existing(args) as ledger:
        print(json.dumps(plan_json(queries.plans.plan(ledger, args.plan)), ensure_ascii=False, indent=1))
    return 0


def _standing(args: argparse.Namespace) -> int:
    with _existing(args) as ledger:
        answer = queries.standing.standing(ledger, args.plan, args.period, args.view, args.pack, args.as_of)
    if args.json:
        print(json.dumps(standing_json(answer), ensure_ascii=False, indent=1))
        return 0
    seen = f"{VIEW_NAME[answer.view]}，规则包 {answer.pack}，{answer.as_of} 所见，报送截止 {answer.deadline}"
    print(f"{answer.plan} {answer.period.name}，{seen}")
    for light, number in answer.counts.items():
        if number:
            print(f"  {LIGHT_NAME[light]} {number} 项")
    return 0


def _template(args: argparse.Namespace) -> int:
    with _existing(args) as ledger:
        made = queries.forms.forms(ledger, args.plan, args.period, None if args.all else [args.unit])
        if args.all:
            args.output.mkdir(parents=True, exist_ok=True)
        for form in made.values():
            path = args.output / form.file_name if args.all else args.output
            path.write_bytes(template.write_template(form))
        print(f"已写出 {len(made)} 个模板：{args.output}")
    return 0


def _submit(args: argparse.Namespace) -> int:
    if not args.file.is_file():
        raise NotFound(f"没有文件 {args.file}。", "请核对路径。")
    data = args.file.read_bytes()
    with _existing(args) as ledger:
        if args.check:
            receipt = SubmissionReceipt(queries.upload_check.check_upload(ledger, data), None, False)
        else:
            receipt = commands.submissions.submit(
                ledger, auth.permissions.console(args.by), data, args.file.name, args.by, args.accept
            )
    findings, readable = receipt.check.findings, receipt.check.form is not None
    if args.marked and readable:
        args.marked.write_bytes(mark_findings(data, findings))
    print(
        json.dumps(receipt_json(receipt), ensure_ascii=False, indent=1)
        if args.json
        else receipt_text(receipt, args.check)
    )
    return 2 if (receipt.check.refused if args.check else receipt.refused) else 0


def _user(args: argparse.Namespace) -> int:
    with _existing(args) as ledger:
        if args.act == "list":
            for a in auth.sessions.accounts_by_login(ledger).values():
                said = (a.login, a.name, ROLE_NAME[a.role], a.unit or a.leader, a.email, "在用" if a.active else "停用")
                print("　".join(filter(None, said)))
            return 0
        if args.act == "reset":
            password = commands.accounts.reset_password(ledger, auth.permissions.console(), args.login)
            print(f"账号 {args.login} 的新密码（只显示这一次，登录时须更改）：{password}")
            return 0
        new = Account(args.login, args.name, Role(args.role), args.unit, args.leader, args.email)
        typed = None if args.generate else _typed_password()
        password = commands.accounts.add_account(ledger, auth.permissions.console(), new, typed)
    print(f"账号 {args.login} 已添加。" + ("" if typed else f"密码（只显示这一次，首次登录须更改）：{password}"))
    return 0


def _typed_password() -> str:
    try:
        first, again = getpass("密码（首次登录须更改）："), getpass("再输一次：")
    except EOFError:
        raise InvalidInput("没有输入密码。", "请在终端里运行，或用 --generate 生成一个。") from None
    if first != again:
        raise InvalidInput("两次输入的密码不一样。", "请重新运行。")
    return first


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit status. What it writes, the ledger above all, is for the user who runs it and nobody else."""
    os.umask(0o077)
    try:
        args = _parser().parse_args(arguments)
        return args.run(args)
    except ZcdashError as refused:
        print(f"{refused.sentence}{refused.advice}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
