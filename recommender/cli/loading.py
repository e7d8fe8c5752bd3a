"""Commands by name: the module of a command is imported when it runs or is asked for its help.

The names and summaries of a group are a table, so that the group's own help imports no command.
"""

from collections.abc import Iterator, Mapping
from importlib import import_module
from textwrap import shorten
from typing import Any, NamedTuple

import typer
from typer.core import TyperGroup

#: Plain help, and tracebacks as Python writes them: rich takes longer to import than most commands
#: take to answer.
PLAIN: dict[str, Any] = {
    "add_completion": False,
    "pretty_exceptions_enable": False,
    "rich_markup_mode": None,
}
#: Columns around a list of commands.
MARGINS = 6


class Command(NamedTuple):
    """Where a command or a group of commands lives, and the first sentence of its help.

    ``place`` is "MODULE:NAME", a function or a Typer application in a module of this package.
    """

    place: str
    summary: str


def application(
    commands: Mapping[str, Command], *, summary: str, epilog: str | None = None
) -> typer.Typer:
    """Return an application of commands by name; ``epilog`` ends its help and each command's."""

    class Group(TyperGroup):
        """The group of these commands."""

        def __init__(self, **settings: Any) -> None:
            super().__init__(**settings)
            self.commands = _Commands(commands, epilog)  # type: ignore[assignment]

        def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - Typer's signature
            return list(self.commands)

        def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002
            width = formatter.width - MARGINS - max(map(len, commands))
            rows = [
                (name, shorten(command.summary, width, placeholder="..."))
                for name, command in commands.items()
            ]
            with formatter.section("Commands"):
                formatter.write_dl(rows)

    # Typer makes a group only of an application with a callback or with commands of its own.
    return typer.Typer(
        cls=Group, callback=lambda: None, help=summary, epilog=epilog, no_args_is_help=True, **PLAIN
    )


class _Commands(Mapping[str, Any]):
    """Commands by name, each made when it is first looked up."""

    def __init__(self, commands: Mapping[str, Command], epilog: str | None) -> None:
        self._commands = commands
        self._epilog = epilog
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            module, _, attribute = self._commands[name].place.partition(":")
            found = getattr(import_module(f"{__package__}.{module}"), attribute)
            if not isinstance(found, typer.Typer):
                function, found = found, typer.Typer(**PLAIN)
                found.command(name, epilog=self._epilog)(function)
            self._made[name] = typer.main.get_command(found)
            self._made[name].name = name
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._commands)

    def __len__(self) -> int:
        return len(self._commands)
