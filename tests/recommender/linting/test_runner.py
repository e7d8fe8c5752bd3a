import json
from pathlib import Path

import pytest

from knowledge_base import FOLDER
from recommender.errors import KnowledgeError
from recommender.linting.base import At, Base
from recommender.linting.runner import LINTERS, NAMES, lint, summaries
from recommender.loading.loader import shipped
from tests.recommender.cli.test_commands import recommender
from tests.recommender.linting.bases import BROKEN, HERE, SOUND, TODAY, broken, complaints


@pytest.mark.parametrize("linter", LINTERS)
def test_the_shipped_knowledge_base_passes(linter: str, shipped_base: Base) -> None:
    """No linter has anything to say about what is shipped."""
    assert [str(finding.named(linter)) for finding in LINTERS[linter](shipped_base)] == []


@pytest.fixture(scope="module")
def shipped_base() -> Base:
    """The shipped knowledge base, as of the day on which a source was last read."""
    read = max(source.read or "" for source in shipped().sources.values())
    found = lint(FOLDER, read, ["schema"])
    assert [str(problem) for problem in found.problems] == []
    assert found.base
    return found.base


def test_a_sound_knowledge_base_has_no_complaints() -> None:
    """The base of all broken fixtures is itself without fault."""
    assert [str(problem) for problem in lint(SOUND, TODAY).problems] == []


def test_every_linter_has_its_twin_test_and_its_broken_fixture() -> None:
    """A linter without test or fixture, or one of these without a linter, is an oversight."""
    fixtures = {path.name for path in BROKEN.iterdir()}
    tests = {path.stem.removeprefix("test_") for path in HERE.glob("test_*.py")}
    assert fixtures == {*NAMES}
    assert tests == {*NAMES, "runner"}


@pytest.mark.parametrize("linter", NAMES)
def test_every_complaint_names_file_line_key_and_mend(linter: str, tmp_path: Path) -> None:
    """What is wrong stands at that line of that file, under that key, with what to do."""
    found = complaints(linter, tmp_path)
    assert found
    for problem in found:
        assert problem.linter == linter
        text = Path(problem.file).read_text(encoding="utf-8").splitlines()
        assert 1 <= problem.line <= len(text)
        assert problem.key
        assert problem.mend


@pytest.mark.parametrize("linter", NAMES)
def test_a_broken_fixture_breaks_its_own_rule(linter: str, tmp_path: Path) -> None:
    """All linters together find at least what the one finds for which the fixture was made."""
    folder = broken(linter, tmp_path)
    assert {*lint(folder, TODAY, [linter]).problems} <= {*lint(folder, TODAY).problems}


def test_every_linter_says_its_rule_in_a_sentence() -> None:
    """The list of linters names each with a sentence that ends."""
    assert set(summaries()) == {*NAMES}
    assert all(summary.endswith(".") for summary in summaries().values())


def test_a_place_leads_to_its_data() -> None:
    """A place inside a file gives what was written there, by key or by number."""
    found = lint(SOUND, TODAY)
    assert found.base
    at = At(found.base.documents["frameworks/beta.yaml"]).under("releases", 0, "version")
    assert at.data == "0.9"


def test_a_folder_without_knowledge_is_one_line(tmp_path: Path) -> None:
    """Nothing to lint is a mistake that is told as one."""
    with pytest.raises(KnowledgeError, match="no knowledge base here"):
        lint(tmp_path, TODAY)


def test_text_in_another_encoding_is_a_complaint(tmp_path: Path) -> None:
    """A file that is not UTF-8 is named, and nothing else is tried."""
    (broken("cells", tmp_path) / "criteria.yaml").write_bytes(b"- {id: \xe9}")
    problems = lint(tmp_path, TODAY).problems
    assert [problem.file for problem in problems] == [f"{tmp_path}/criteria.yaml"]
    assert problems[0].what.startswith("not UTF-8 text")


def test_the_command_prints_complaints_and_leaves_with_one(tmp_path: Path) -> None:
    """`kb lint` prints each complaint on a line, then a sum, and its exit code is 1."""
    done = recommender("kb", "lint", broken("cells", tmp_path))
    assert done.code == 1
    first, *_, last = done.out.splitlines()
    assert first.startswith(f"{tmp_path}/frameworks/alpha.yaml:8: facts: mobile is scored")
    assert last == "2 complaints about 2 frameworks, 7 facts, 4 sources, 4 rules"
    assert done.err == ""


def test_the_command_passes_a_sound_base_and_gives_json(tmp_path: Path) -> None:
    """Nothing wrong is exit code 0; as JSON the complaints are a list."""
    assert recommender("kb", "lint", SOUND).code == 0
    done = recommender("kb", "lint", broken("cells", tmp_path), "--only", "cells", "-f", "json")
    assert [(one["line"], one["linter"]) for one in json.loads(done.out)] == [
        (8, "cells"),
        (7, "cells"),
    ]


def test_an_unknown_linter_is_one_line() -> None:
    """A misspelt linter is answered with the one that was meant."""
    done = recommender("kb", "lint", SOUND, "--only", "cels")
    assert (done.code, done.err) == (2, "error: no linter 'cels'; did you mean 'cells'?\n")
