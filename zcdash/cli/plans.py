"""Commands that load, check and print plans."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from zcdash import auth, commands, config, queries
from zcdash.cli.imports import prove_folder
from zcdash.cli.options import PATH, DateType, ledger_option, new_ledger_option, plan_option
from zcdash.cli.serializers import plan_json
from zcdash.domain.plan import Plan
from zcdash.domain.terms import Severity
from zcdash.intake import plan_folder_files
from zcdash.intake.key_commitments import proposal_sentence, propose_key
from zcdash.intake.plan_folder import read_plan_folder
from zcdash.intake.source_text import read_sources
from zcdash.intake.validate_plan import validate_plan
from zcdash.store.ledger import Ledger


@click.command()
@click.option("--reason", default="计划文件更正", help="why a changed plan becomes a new version")
@click.option("--date", "business_date", type=DateType(), help="set the business date")
@click.option("--plan", "plan_id", default="", metavar="ID", help="with --date: of this plan alone")
@click.option("--sample", is_flag=True, help="also file the invented submissions of data/samples (a demonstration)")
@new_ledger_option
def init(reason: str, business_date: date | None, plan_id: str, sample: bool, ledger_file: Path) -> None:
    """Create the ledger, and load the organisation of data/org and every plan folder of data/plans into it."""
    account = auth.permissions.console()
    with Ledger(ledger_file) as ledger:
        for folder in sorted(p for p in config.ORGANISATIONS.glob("*") if p.is_dir()):
            number = commands.organisation.load_organisation(ledger, account, folder)
            print(f"机构人员 {folder.name}：{f'载入 {number} 条' if number else '没有变化'}。")
        for toml in sorted(config.PLANS.glob("*/plan.toml")):
            loaded = commands.plans.load_plan(ledger, account, toml.parent, reason)
            state = "已载入" if loaded.new else "没有变化"
            print(f"计划 {loaded.plan}：{loaded.items} 项，第 {loaded.version} 版，{state}。")
        for f in queries.citations.check_all_citations(ledger):
            print(f"提示 {f.place}：{f.sentence}{f.advice}")
        if sample:
            print("正在演练虚构的报送（约一分钟）…", flush=True)
            number = commands.samples.load_samples(ledger, account, config.SAMPLES, business_date)
            print(f"演示数据：{number} 份虚构的报送。" if number else "演示数据已经在台账里。")
        elif business_date:
            commands.plans.set_business_date(ledger, account, business_date, plan_id)
            print(f"{plan_id and f'计划 {plan_id} 的'}业务日期设为 {business_date}。")


@click.command("check-plan")
@click.argument("folder", type=PATH, metavar="DIR")
@click.option(
    "--source",
    "sources",
    type=PATH,
    metavar="FILE|DIR",
    multiple=True,
    help="text of the official document, or a folder of texts, to compare its figures; may be given several times",
)
@click.option("--key", is_flag=True, help="list the key commitments and those proposed, with the ground for each")
def check_plan(folder: Path, sources: Sequence[Path], key: bool) -> int:
    """Validate a plan folder. Exit status 1 where it has errors."""
    plan = read_plan_folder(folder)
    if key:
        return _list_key_commitments(plan)
    findings = validate_plan(plan, read_sources(sources) if sources else None)
    for f in findings:
        mark = "错误" if f.severity is Severity.ERROR else "提示"
        print(f"{mark} {f.code} {f.place}：{f.sentence}{f.advice}")
    errors = sum(f.severity is Severity.ERROR for f in findings)
    figures = sum(len(c.figures) for c in plan.cells)
    print(
        f"计划 {plan.id}：{len(plan.items)} 项、{len(plan.targets)} 个阶段目标、{len(plan.commitments)} 个节点、"
        f"{len(plan.indicators)} 个指标、{figures} 个原文数字；错误 {errors} 处，提示 {len(findings) - errors} 处。"
    )
    is_proven = _prove_against_source(folder) if plan_folder_files.is_imported(folder) else True
    return 1 if errors or not is_proven else 0


def _prove_against_source(folder: Path) -> bool:
    """Print what differs between an imported plan and its document; return True if nothing is open."""
    proof = prove_folder(folder)
    for q in proof.questions:
        print(f"{'已答复' if q.answer else '不一致'} {q.place} {q.sentence}")
    for r in proof.remainders:
        if not r.acknowledged:
            print(f"未载入 {r.place}：{r.text}")
    print("\n".join(proof.notes))
    return proof.is_complete


def _list_key_commitments(plan: Plan) -> int:
    """Print every commitment that is key or proposed; the office decides in the column `key`."""
    proposals = list(propose_key(plan))
    for proposal in proposals:
        print(f"{'重点' if proposal.commitment.key else '建议'} {proposal_sentence(proposal)}")
    listed = sum(p.commitment.key for p in proposals)
    print(
        f"计划 {plan.id}：{len(plan.commitments)} 个节点，重点节点 {listed} 个，另有建议 {len(proposals) - listed} 个。"
    )
    return 0


@click.command()
@plan_option
@ledger_option
def dump(plan_id: str, ledger_file: Path) -> None:
    """Print a stored plan as one JSON object."""
    with Ledger(ledger_file) as ledger:
        print(json.dumps(plan_json(queries.plans.plan(ledger, plan_id)), ensure_ascii=False, indent=1))
        auth.trail.exported(ledger, auth.permissions.console(), "dump", plan_id)
