"""Commands of the Excel round trip: write templates, file workbooks."""

from __future__ import annotations

import json
from pathlib import Path

import click

from zcdash import auth, commands, queries
from zcdash.cli.options import PATH, json_option, ledger_option, period_option, plan_option
from zcdash.cli.serializers import receipt_json, receipt_text
from zcdash.commands.submissions import SubmissionReceipt
from zcdash.errors import NotFound
from zcdash.intake.template import write_template
from zcdash.parsing.uploads import mark_findings
from zcdash.store.ledger import Ledger


@click.command()
@plan_option
@period_option
@click.option("--unit", metavar="NAME", help="the unit, as the plan names it")
@click.option("--all", "all_units", is_flag=True, help="every unit; -o is a folder then")
@click.option("-o", "--output", type=PATH, required=True, metavar="FILE|DIR")
@ledger_option
def template(plan_id: str, period: str, unit: str | None, all_units: bool, output: Path, ledger_file: Path) -> None:
    """Write the workbook a unit fills in for a period, or those of all units."""
    if all_units == bool(unit):
        raise click.UsageError("Give either --unit or --all.")
    with Ledger(ledger_file) as ledger:
        period = queries.plans.period_named(ledger, plan_id, period)
        forms = queries.forms.forms(ledger, plan_id, period, [unit] if unit else None)
    if all_units:
        output.mkdir(parents=True, exist_ok=True)
    for form in forms.values():
        path = output / form.file_name if all_units else output
        path.write_bytes(write_template(form))
    print(f"已写出 {len(forms)} 个模板：{output}")


@click.command()
@click.argument("file", type=PATH, metavar="FILE")
@click.option("--by", "filed_by", required=True, metavar="NAME", help="the person who files it")
@click.option("--check", "check_only", is_flag=True, help="only check, file nothing")
@click.option("--accept", is_flag=True, help="file in spite of warnings")
@json_option
@click.option("--expect", type=int, metavar="N", help="file only if submission N (0: none) is still the latest")
@click.option("--marked", type=PATH, metavar="FILE", help="where to write the workbook with its findings marked")
@ledger_option
def submit(
    file: Path,
    filed_by: str,
    check_only: bool,
    accept: bool,
    as_json: bool,
    expect: int | None,
    marked: Path | None,
    ledger_file: Path,
) -> int:
    """File a filled-in workbook. Exit status 2 where it is refused."""
    if not file.is_file():
        raise NotFound(f"没有文件 {file}。", "请核对路径。")
    data = file.read_bytes()
    with Ledger(ledger_file) as ledger:
        if check_only:
            receipt = SubmissionReceipt(queries.upload_check.check_upload(ledger, data), None, False)
        else:
            account = auth.permissions.console(filed_by)
            receipt = commands.submissions.submit(
                ledger, account, data, file.name, filed_by, accept, expected_latest=expect
            )
    check = receipt.check
    if marked and check.form is not None:
        marked.write_bytes(mark_findings(data, check.form, check.findings))
    if as_json:
        print(json.dumps(receipt_json(receipt), ensure_ascii=False, indent=1))
    else:
        print(receipt_text(receipt, check_only))
    return 2 if (check.refused if check_only else receipt.refused) else 0
