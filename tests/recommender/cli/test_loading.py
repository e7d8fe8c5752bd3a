import inspect
from importlib import import_module

import pytest
import typer

from recommender.cli import commands as cli
from recommender.cli import kb as cli_kb
from recommender.cli import probe as cli_probe
from recommender.cli.loading import Command, application
from tests.recommender.cli.test_commands import recommender
from tests.recommender.test_imports import imported_by

GROUPS = {"": cli.COMMANDS, "probe": cli_probe.COMMANDS, "kb": cli_kb.COMMANDS}
COMMANDS = [(group, name) for group, commands in GROUPS.items() for name in commands]


@pytest.mark.parametrize(("group", "name"), COMMANDS)
def test_a_summary_is_the_first_sentence_of_the_commands_own_help(group: str, name: str) -> None:
    """What a group's help says of a command is what the command says of itself."""
    place, summary = GROUPS[group][name]
    module, _, attribute = place.partition(":")
    found = getattr(import_module(f"recommender.cli.{module}"), attribute)
    own = found.info.help if isinstance(found, typer.Typer) else inspect.getdoc(found)
    assert own.split("\n\n")[0].replace("\n", " ") == summary


def test_help_imports_no_command() -> None:
    """`recommender --help` loads the table of commands and none of the commands."""
    code = (
        "import sys\nfrom recommender.cli.commands import app\n"
        "try: app(['--help'])\nexcept SystemExit: ..."
    )
    own = {name for name in imported_by(code) if name.startswith(("recommender", "probes"))}
    shared = {"recommender", "recommender.cli", "recommender.errors", "recommender.streams"}
    assert own == {*shared, *(f"recommender.cli.{x}" for x in ("commands", "loading", "options"))}


def test_a_commands_help_is_made_by_its_name() -> None:
    """A command that is a function ends its help with the group's epilog."""
    found = application({"x": Command("recommend:recommend", "X.")}, summary="S", epilog="E.")
    command = typer.main.get_command(found).commands["x"]  # type: ignore[attr-defined]
    assert (command.name, command.epilog) == ("x", "E.")


def test_a_mistyped_command_is_told_its_neighbour() -> None:
    """A command that does not exist ends with exit code 2 and the name that was meant."""
    done = recommender("wy")
    assert done.code == 2
    assert "did you mean 'why'" in done.err.lower()
