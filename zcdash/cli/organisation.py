"""Command that checks a folder of the organisation."""

from __future__ import annotations

from pathlib import Path

import click

from zcdash.cli.options import PATH
from zcdash.domain.terms import Severity
from zcdash.intake.organisation_folder import read_unchecked, validate_organisation


@click.command("check-organisation")
@click.argument("folder", type=PATH, metavar="DIR")
def check_organisation(folder: Path) -> int:
    """Validate a folder of units, successions and posts. Exit status 1 where it has errors."""
    organisation = read_unchecked(folder)
    findings = validate_organisation(organisation)
    for f in findings:
        print(f"{'错误' if f.severity is Severity.ERROR else '提示'} {f.code} {f.place}：{f.sentence}{f.advice}")
    errors = sum(f.severity is Severity.ERROR for f in findings)
    print(
        f"机构人员 {folder.name}：{len(organisation.units)} 个单位、{len(organisation.successions)} 次变更、"
        f"{len(organisation.posts)} 个职务；错误 {errors} 处。"
    )
    return 1 if errors else 0
