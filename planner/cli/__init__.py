"""The command line. Each command's module is imported when it is called or listed.

These modules import nothing but click at their top, so that help and version cost no more than
that; what a command works with is imported inside it.
"""

from __future__ import annotations

import builtins
import errno
import io
import sys
from importlib import import_module
from typing import Any, TextIO

import click

from planner import __version__
from planner.problems import PlannerError, did_you_mean

COMMANDS = {
    "plan": "planner.cli.plan",
    "init": "planner.cli.begin",
    "next": "planner.cli.ask",
    "status": "planner.cli.follow",
    "done": "planner.cli.record",
    "log": "planner.cli.record",
    "note": "planner.cli.record",
    "undo": "planner.cli.record",
    "sync": "planner.cli.record",
    "diff": "planner.cli.follow",
    "why": "planner.cli.ask",
    "why-not": "planner.cli.ask",
    "compare": "planner.cli.ask",
    "paths": "planner.cli.ask",
    "roles": "planner.cli.look",
    "skills": "planner.cli.look",
    "show": "planner.cli.look",
    "graph": "planner.cli.draw",
    "check": "planner.cli.check",
    "schema": "planner.cli.check",
}
"""Every command, in the order of the help, with the module that holds it."""

EXAMPLE = """\b
Example:
  planner plan mlops-engineer --from devops-engineer --hours-per-week 6
"""


class Commands(click.Group):
    """Finds commands by name, and is the one place where errors become exit codes."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        name = cmd_name.replace("-", "_")
        # A trailing underscore keeps a command from hiding a builtin.
        module = import_module(COMMANDS[cmd_name])
        command: click.Command = getattr(module, f"{name}_" if hasattr(builtins, name) else name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            hint = did_you_mean(name, COMMANDS, otherwise=f"the commands are {', '.join(COMMANDS)}")
            raise click.UsageError(f"No such command {name!r}; {hint}", ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        for stream in (sys.stdout, sys.stderr):
            _write_what_it_can(stream)
        try:
            return super().invoke(ctx)
        except PlannerError as error:
            click.echo(str(error.problems), err=True)
            ctx.exit(error.exit_code)
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise
            click.echo(f"error[cannot-write]: {(error.strerror or 'unknown').lower()}", err=True)
            ctx.exit(2)


def _write_what_it_can(stream: TextIO) -> None:
    """Let a terminal that lacks a character show a replacement instead of failing."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="replace")


@click.command(
    cls=Commands,
    help=f"Plan how to learn the skills of a role.\n\n{EXAMPLE}",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="planner")
def main() -> None:
    pass
