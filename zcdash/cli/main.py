"""Root command and entry point. Help is in English, messages are in Chinese.

Exit status: 0 done, 1 the answer is no (a plan with errors, a ledger that does not verify), 2 bad arguments or something
that cannot be done.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from keyword import iskeyword

import click

from zcdash.errors import InvalidInput, ZcdashError

SECTIONS: dict[str, dict[str, str]] = {
    "Plans": {
        "init": "plans",
        "import": "imports",
        "check-plan": "plans",
        "load": "imports",
        "dump": "plans",
        "check-organisation": "organisation",
    },
    "Submissions": {"template": "submissions", "submit": "submissions"},
    "Reading": {"standing": "standing", "score": "score", "rollup": "rollup"},
    "Documents": {"bulletin": "bulletin", "brief": "brief"},
    "Administration": {
        "serve": "serve",
        "user": "user",
        "setting": "setting",
        "log": "audit",
        "verify": "audit",
        "backup": "backup",
        "restore": "backup",
        "retention": "retention",
    },
}
"""Section of the help → command → module of zcdash.cli that defines it."""
INTERRUPTED = 130


class LazyGroup(click.Group):
    """Import a command's module when the command is used: some load drawing libraries, which takes a second."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for section in SECTIONS.values() for name in section]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        for section in SECTIONS.values():
            if cmd_name in section:
                module = import_module(f"zcdash.cli.{section[cmd_name]}")
                name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name.replace("-", "_")
                command: click.Command = getattr(module, name)
                return command
        return None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for section, names in SECTIONS.items():
            commands = {name: self.get_command(ctx, name) for name in names}
            with formatter.section(section):
                formatter.write_dl([(name, c.get_short_help_str(90)) for name, c in commands.items() if c])


@click.group(cls=LazyGroup, no_args_is_help=False)
def cli() -> None:
    """A district government's yearly targets, planned against actual."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status. Files it writes are readable by the current user only."""
    os.umask(0o077)
    try:
        status = cli.main(arguments, prog_name="zcdash", standalone_mode=False)
    except click.UsageError as error:
        usage = error.ctx.get_usage().split(maxsplit=1)[1] if error.ctx else ""
        message = error.format_message().rstrip(".")
        return _refuse(InvalidInput(f"参数不对：{message}。", f"用法：{' '.join(usage.split())}"))
    except click.ClickException as error:
        return _refuse(InvalidInput(f"参数不对：{error.format_message().rstrip('.')}。"))
    except click.Abort:
        return INTERRUPTED
    except ZcdashError as error:
        return _refuse(error)
    return status if isinstance(status, int) else 0


def _refuse(error: ZcdashError) -> int:
    print(f"{error.sentence}{error.advice}", file=sys.stderr)
    return 2
