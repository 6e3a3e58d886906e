"""Commands that read a plan from a document of the office into a plan folder, and load such a folder."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from zcdash import auth, commands, config, queries
from zcdash.cli.options import PATH, json_option, ledger_option
from zcdash.domain.plan_proposal import Decisions, KnownNames, PlanProposal, QuestionKind, is_refused
from zcdash.errors import InvalidInput, LedgerUnavailable, NotFound
from zcdash.intake import plan_folder_files
from zcdash.intake.document.proof.proof import Proof, prove
from zcdash.parsing import uploads
from zcdash.store.ledger import Ledger

MOST_BYTES = 50 << 20
QUESTION_NAMES = {
    QuestionKind.COLUMN: "列名",
    QuestionKind.NAME: "名称",
    QuestionKind.LEAD: "牵头",
    QuestionKind.FIELD: "缺项和存疑",
    QuestionKind.ROW: "行和条数",
    QuestionKind.DIFFERENCE: "与原文不一致",
}
_SETTLED_BY_READING = frozenset(
    ("已核对", "按计划所写", "原文如此", "已核对，没有计划的内容", "已核对，计划的内容已补录")
)
"""Answers that change nothing in the plan."""

_COMPLETE = "全部问题已定"
_OPEN = "还是草稿：请在 questions.csv 的 answer 列作答，在 remainders.csv 的 acknowledged 列填 true"


@click.command("import")
@click.argument("file", type=PATH, metavar="FILE")
@click.option("-o", "folder", type=PATH, metavar="DIR", required=True, help="plan folder to make")
@click.option(
    "--plan", "plan_id", default="", metavar="ID", help="the plan's identifier (default: kind, year and number)"
)
@click.option(
    "--again", is_flag=True, help="read the file again into DIR, with the answers written into its questions.csv"
)
@click.option("--ledger", "ledger_file", metavar="FILE", help="ledger whose units and leaders are known names")
@json_option
def import_(file: Path, folder: Path, plan_id: str, again: bool, ledger_file: str | None, as_json: bool) -> int:
    """Read a plan from a document into a plan folder. Exit status 1 where questions are open."""
    decisions = _decisions(folder, plan_id, again)
    data = _read_file(file)
    proposal = uploads.propose_plan(data, file.name, decisions, _known_names(ledger_file))
    _write(proposal, data, decisions, folder)
    summary = summary_of(proposal, folder)
    print(json.dumps(summary, ensure_ascii=False, indent=1) if as_json else _in_words(summary))
    return 0 if proposal.is_complete else 1


@click.command("load")
@click.argument("folder", type=PATH, metavar="DIR")
@click.option(
    "--draft", is_flag=True, help="keep it as a draft, also with questions open: nothing is asked of it until approved"
)
@click.option("--reason", default="首次载入", help="why a changed plan becomes a new version")
@ledger_option
def load(folder: Path, draft: bool, reason: str, ledger_file: Path) -> int:
    """Load one plan folder as a version of its plan. Exit status 1 where questions of an import are open."""
    account = auth.permissions.console()
    if not plan_folder_files.is_imported(folder):
        if draft:
            raise InvalidInput(f"{folder} 不是导入的计划，没有草稿可存。", "不加 --draft 直接载入。")
        with Ledger(ledger_file) as ledger:
            loaded = commands.plans.load_plan(ledger, account, folder, reason)
    else:
        proposal = plan_folder_files.read_proposal(folder)
        name, data = plan_folder_files.read_source(folder)
        if draft:
            return _load_draft(folder, proposal, data, ledger_file)
        if open_parts := open_sentences(folder, proposal):
            print("没有载入：\n" + "\n".join(open_parts))
            return 1
        with Ledger(ledger_file) as ledger:
            loaded = commands.plans.load_imported_plan(ledger, account, folder, name, data, reason)
    state = "已载入" if loaded.new else "没有变化"
    print(f"计划 {loaded.plan}：{loaded.items} 项，第 {loaded.version} 版，{state}。")
    for finding in loaded.findings:
        print(f"提示 {finding.place}：{finding.sentence}{finding.advice}")
    return 0


def _load_draft(folder: Path, proposal: PlanProposal, data: bytes, ledger_file: Path) -> int:
    """Keep a proposal in the ledger as a draft of the page 计划编制."""
    if plan_folder_files.was_edited(folder):
        raise InvalidInput(
            f"{folder} 的计划文件已经手工改过，草稿里会丢掉这些改动。",
            "请在页面上修改草稿。",
        )
    decisions = plan_folder_files.read_decisions(folder)
    with Ledger(ledger_file) as ledger:
        work = commands.plan_drafts.begin_from_proposal(ledger, auth.permissions.console(), proposal, data, decisions)
    print(f"已存为草稿第 {work} 号，请在“计划编制”页处理其余问题，报批后生效。")
    return 0


def prove_folder(folder: Path) -> Proof:
    """Read the source of an imported folder again and compare the plan with it. Raises PlanUnreadable."""
    name, data = plan_folder_files.read_source(folder)
    proposal = plan_folder_files.read_proposal(folder)
    document = uploads.read_document(data, name)
    return prove(document, proposal.plan, proposal.origins, proposal.columns, plan_folder_files.read_decisions(folder))


def open_sentences(folder: Path, proposal: PlanProposal) -> list[str]:
    """Return what keeps an imported plan from being loaded, each as a line; empty where nothing is open."""
    proof = prove_folder(folder)
    questions = {q.key: q for q in (*proposal.questions, *proof.questions)}
    lines = [f"待定 {q.place} {q.sentence}" for q in questions.values() if not q.answer]
    lines += [f"待确认 {r.place} “{r.text}”没有载入。" for r in proof.remainders if not r.acknowledged]
    made_with = plan_folder_files.read_decisions(folder, written_only=True).answers
    news = {q.key: q.answer for q in proposal.questions if q.answer and q.kind is not QuestionKind.DIFFERENCE}
    unused = [key for key, a in news.items() if made_with.get(key) != a and a not in _SETTLED_BY_READING]
    if unused:
        lines.append(f"有 {len(unused)} 个答复还没有用到计划里，请先运行 zcdash import 原文件 -o {folder} --again。")
    return lines


def summary_of(proposal: PlanProposal, folder: Path) -> dict[str, Any]:
    """Return what was read and what is open, for printing."""
    tables = {file.removesuffix(".csv"): len(rows) for file, rows in proposal.plan.tables.items()}
    open_questions = Counter(q.kind.value for q in proposal.questions if not q.answer)
    return {
        "folder": str(folder),
        "file": proposal.file_name,
        "sha256": proposal.sha256,
        **tables,
        "questions": dict(open_questions),
        "refused": [q.sentence for q in proposal.questions if is_refused(q)],
        "remainders": sum(not r.acknowledged for r in proposal.remainders),
        "notes": list(proposal.notes),
        "complete": proposal.is_complete,
    }


def _in_words(summary: Mapping[str, Any]) -> str:
    lines = [
        f"读出事项 {summary['items']} 项、单位 {summary['units']} 个、领导 {summary['leaders']} 人、"
        f"阶段目标 {summary['targets']} 个、节点 {summary['commitments']} 个、指标 {summary['indicators']} 个。"
    ]
    lines += summary["notes"]
    kinds = [f"{QUESTION_NAMES[QuestionKind(k)]} {n} 个" for k, n in summary["questions"].items()]
    if summary["refused"]:
        lines.append(f"没有采用的答复 {len(summary['refused'])} 个：")
        lines += summary["refused"]
    lines.append(f"待定的问题：{'、'.join(kinds) or '没有'}。")
    state = (
        "全部问题已定"
        if summary["complete"]
        else "还是草稿：请在 questions.csv 的 answer 列作答，在 remainders.csv 的 acknowledged 列填 true"
    )
    lines.append(f"计划文件夹 {summary['folder']}，{state}。")
    return "\n".join(lines)


def _decisions(folder: Path, plan_id: str, again: bool) -> Decisions:
    """Return the decisions to read with. Raises InvalidInput for a folder that would be overwritten."""
    if again:
        if plan_folder_files.was_edited(folder):
            raise InvalidInput(
                f"{folder} 的计划文件已经手工改过，重新导入会盖掉改动。", "请导入到另一个文件夹，再搬改动。"
            )
        kept = plan_folder_files.read_decisions(folder)
        return Decisions(
            plan=plan_id or kept.plan,
            columns=kept.columns,
            names=kept.names,
            answers=kept.answers,
            acknowledged=kept.acknowledged,
        )
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InvalidInput(f"{folder} 已经有内容。", "请给出新的文件夹；带着已有的答复重读，请加 --again。")
    return Decisions(plan=plan_id, columns={}, names={}, answers={}, acknowledged={})


def _read_file(file: Path) -> bytes:
    try:
        if file.stat().st_size > MOST_BYTES:
            raise InvalidInput(f"{file.name} 超过 {MOST_BYTES >> 20} MB。", "请去掉图片后另存。")
        return file.read_bytes()
    except OSError:
        raise NotFound(f"没有文件 {file}，或者读不了。", "请核对路径。") from None


def _known_names(ledger_file: str | None) -> KnownNames:
    """Return the names that the ledger knows; none where there is no ledger, or another program has the usual one open."""
    path = config.ledger_path(ledger_file)
    nothing = KnownNames(units={}, leaders={}, kinds={}, members={})
    if not path.exists():
        if ledger_file:
            raise NotFound(f"没有台账 {path}。", "请核对路径；不加 --ledger 时，名称都按新的读入。")
        return nothing
    try:
        with Ledger(path) as ledger:
            return queries.organisation.known_names(ledger)
    except LedgerUnavailable as error:
        if ledger_file:
            raise
        print(f"提示 {error.sentence}名称都按新的读入。", file=sys.stderr)
        return nothing


def _write(proposal: PlanProposal, data: bytes, decisions: Decisions, folder: Path) -> None:
    """Write the folder beside its place and put it there whole: an interrupted import leaves the old one or none."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        plan_folder_files.write_proposal(proposal, data, decisions, made)
        if folder.exists():
            old = made.with_name(f"{made.name}-old")
            folder.rename(old)
            made.rename(folder)
            shutil.rmtree(old)
        else:
            made.rename(folder)
    finally:
        shutil.rmtree(made, ignore_errors=True)
