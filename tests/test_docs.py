import re
from pathlib import Path

import pytest
import typer
import yaml

from recommender.cli.commands import app

ROOT = Path(__file__).parent.parent
REFERENCE = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
#: The Python examples of the documents, with where they stand.
SNIPPETS = [
    (f"{document.relative_to(ROOT)}-{number}", block)
    for document in sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
    for number, block in enumerate(
        re.findall(r"^```python\n(.*?)^```", document.read_text("utf-8"), re.M | re.S)
    )
]


def commands() -> dict[str, set[str]]:
    """Return every command with its long options."""
    found: dict[str, set[str]] = {}

    def visit(command: object, name: str) -> None:
        inner = getattr(command, "commands", {})
        for part, child in inner.items():
            visit(child, f"{name} {part}")
        if not inner:
            parameters = command.params  # type: ignore[attr-defined]
            options = {word for one in parameters for word in one.opts if word.startswith("--")}
            found[name] = options - {"--help"}

    visit(typer.main.get_command(app), "recommender")
    return found


def test_the_reference_has_every_command_and_option() -> None:
    """docs/cli.md is what `make docs` writes: no command and no option is missing from it."""
    for name, options in commands().items():
        section = REFERENCE.split(f"## `{name}`\n")
        assert len(section) == 2, f"{name} is not in docs/cli.md; make docs"
        text = section[1].split("\n## ")[0]
        missing = [option for option in options if f"{option}" not in text]
        assert not missing, f"{name}: {missing} not in docs/cli.md; make docs"


def test_the_readme_names_commands_that_there_are() -> None:
    """Every `recommender …` line of the README begins with a command that exists."""
    known = set(commands())
    lines = re.findall(r"^(recommender [a-z-]+(?: [a-z-]+)?)", README, re.MULTILINE)
    assert lines
    for line in lines:
        words = line.split()
        assert " ".join(words[:2]) in known or " ".join(words) in known, line


def test_links_between_documents_lead_somewhere() -> None:
    """A relative link in a document points to a file that exists."""
    for document in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", document.read_text("utf-8")):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_the_workflows_in_the_documents_are_yaml_with_commands_that_there_are() -> None:
    """Every YAML example parses, and each recommender command in it has the options it is given."""
    known, found = commands(), []
    for document in sorted((ROOT / "docs").rglob("*.md")):
        for block in re.findall(r"^```yaml\n(.*?)^```", document.read_text("utf-8"), re.M | re.S):
            assert yaml.safe_load(block)
            found += re.findall(r"(?:run|entry): (recommender [^\n]+)", block)
    assert found
    for line in found:
        name = " ".join(line.split()[:2])
        assert name in known, line
        assert set(re.findall(r"--[a-z-]+", line)) <= known[name], line


def test_the_variables_that_are_documented_are_read() -> None:
    """Every environment variable of the reference stands in the code, or is one of pip's."""
    text = (ROOT / "docs" / "files-and-variables.md").read_text("utf-8")
    named = {
        name
        for row in re.findall(r"^\| (`[A-Z].*?) \|", text, re.MULTILINE)
        for name in re.findall(r"`([A-Z_]+)`", row)
    }
    code = "".join(
        path.read_text("utf-8")
        for folder in ("probes", "recommender")
        for path in (ROOT / folder).rglob("*.py")
    )
    assert "FRAMEWORK_RECOMMENDER_HOME" in named
    assert [name for name in named if not name.startswith("PIP_") and name not in code] == []


def test_the_commands_in_the_documents_are_commands_that_there_are() -> None:
    """Every command that a document shows at a prompt exists and has the options it is given."""
    known, found = commands(), 0
    groups = {name.rpartition(" ")[0] for name in known}
    for document in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        shown = re.findall(
            r"^ *\$ (?:\w+=\S+ )*(recommender .*)$", document.read_text("utf-8"), re.M
        )
        for line in shown if document.name != "cli.md" else ():
            words = line.split()
            if words[1].startswith("--"):
                continue
            name = " ".join(words[: 3 if " ".join(words[:2]) in groups else 2])
            assert name in known, f"{document.name}: {line}"
            options = set(re.findall(r"(?<=\s)--[a-z-]+", line))
            assert options <= known[name], f"{document.name}: {line}"
            found += 1
    assert found > 20


@pytest.mark.parametrize("place", SNIPPETS, ids=lambda place: place[0])
def test_what_the_documents_show_of_python_runs(
    place: tuple[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every Python example of a document runs in the checkout, and prints something."""
    monkeypatch.chdir(ROOT)
    exec(compile(place[1], place[0], "exec"), {})  # noqa: S102 - our own documents
    assert capsys.readouterr().out.strip()
