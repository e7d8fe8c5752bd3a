"""Knowledge bases to lint: a sound one, and for each linter a file that breaks it."""

from pathlib import Path
from shutil import copytree

from recommender.linting.base import Problem
from recommender.linting.runner import lint

HERE = Path(__file__).parent
SOUND = HERE / "sound"
BROKEN = HERE / "broken"
TODAY = "2026-01-01"


def broken(linter: str, folder: Path) -> Path:
    """Return a folder with the sound knowledge base and a linter's broken files in it."""
    copytree(SOUND, folder, dirs_exist_ok=True)
    copytree(BROKEN / linter, folder, dirs_exist_ok=True)
    return folder


def complaints(linter: str, folder: Path) -> list[Problem]:
    """Return what one linter says of its broken knowledge base."""
    return list(lint(broken(linter, folder), TODAY, [linter]).problems)


def said(linter: str, folder: Path) -> list[str]:
    """Return the complaints as people see them, file names without the folder."""
    return [
        str(one).removeprefix(f"{folder}/").removesuffix(f" [{linter}]")
        for one in complaints(linter, folder)
    ]
