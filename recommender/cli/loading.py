"""Commands by name: the module of a command is imported when it runs or is asked for its help.

The names and summaries of a group are a table, so that the group's own help imports no command.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from textwrap import shorten
from typing import Any, NamedTuple

import typer
from typer.core import TyperGroup

from recommender.errors import UserError
from recommender.streams import heard

#: Plain help, and tracebacks as Python writes them: rich takes longer to import than most commands
#: take to answer.
PLAIN: dict[str, Any] = {
    "add_completion": False,
    "pretty_exceptions_enable": False,
    "rich_markup_mode": None,
}
#: What Typer raises where a command line cannot be understood; it has no public name for it.
UsageError: Any = typer.BadParameter.__bases__[0]
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

        def make_context(self, *given: Any, **settings: Any) -> Any:  # prints help and version
            with heard(), _in_one_line():
                return super().make_context(*given, **settings)

        def invoke(self, ctx: Any) -> Any:
            with heard(), _in_one_line():
                return super().invoke(ctx)

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


@contextmanager
def _in_one_line() -> Iterator[None]:
    """Tell a wrong option, argument or command as any other mistake: in one line, with a way on."""
    try:
        yield
    except UsageError as problem:
        said = problem.format_message().strip().removesuffix(".").replace("Value error, ", "")
        if "\n" in said:  # a group's help, where no command was named
            raise
        said = f"{said[0].lower()}{said[1:]}".replace(". Did you mean", "; did you mean")
        if problem.ctx is not None:
            joint = " See" if said.endswith("?") else "; see"
            said = f"{said}{joint} '{problem.ctx.command_path} --help'"
        raise UserError(said) from None


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
