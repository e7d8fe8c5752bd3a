import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.recommender.cli.test_commands import EXAMPLE, ROOT, recommender

SCHEMAS = ROOT / "docs" / "schemas"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the reports of the example as of January 2017."""
    found = tmp_path_factory.mktemp("report")
    assert recommender("report", EXAMPLE, "--as-of", "2017-01", "-d", found).code == 0
    return found


def files(folder: Path) -> dict[str, bytes]:
    """Return what lies in a folder."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_replay_makes_the_same_files(folder: Path, tmp_path: Path) -> None:
    """All three reports come again byte for byte, under other settings of the shell."""
    done = recommender(
        *("replay", folder / "decision.json", "--folder", tmp_path),
        TZ="Pacific/Kiritimati",
        PYTHONHASHSEED="7",
        COLUMNS="40",
    )
    assert (done.code, done.out) == (0, "")
    assert done.err.count("the same byte for byte\n") == 3
    assert files(tmp_path) == files(folder)


@pytest.mark.parametrize(("form", "name"), [("markdown", "decision.md"), ("json", "decision.json")])
def test_replay_prints_one_report(folder: Path, form: str, name: str) -> None:
    """With --format a report goes to standard output, and nothing else does."""
    done = recommender("replay", folder / "decision.json", "--format", form)
    assert done.code == 0
    assert done.out == (folder / name).read_text("utf-8")


def test_replay_tells_of_a_change_by_its_exit_code(folder: Path, tmp_path: Path) -> None:
    """A report that was changed by hand is named, with the line, and the exit code is 1."""
    for name, content in files(folder).items():
        (tmp_path / name).write_bytes(content)
    changed = (tmp_path / "decision.md").read_text("utf-8").replace("PyTorch", "PyTorhc", 1)
    (tmp_path / "decision.md").write_text(changed, "utf-8")
    done = recommender("replay", tmp_path / "decision.json")
    assert done.code == 1
    assert "decision.md: differs from line " in done.err
    assert "decision.json: the same byte for byte" in done.err


def test_a_record_of_other_knowledge_says_what_to_do(folder: Path, tmp_path: Path) -> None:
    """A record whose digest this program does not have ends with one line and exit code 2."""
    plain = json.loads((folder / "decision.json").read_text("utf-8"))
    path = tmp_path / "decision.json"
    path.write_text(json.dumps({**plain, "knowledge": "0" * 32}), "utf-8")
    done = recommender("replay", path)
    assert (done.code, done.out) == (2, "")
    assert done.err.count("\n") == 1
    assert "--knowledge FOLDER|REVISION" in done.err
    assert plain["program"] in done.err


def test_review_tells_by_its_exit_code(folder: Path) -> None:
    """What overturned a decision is told, with exit code 1; --fail-on never only tells."""
    record = folder / "decision.json"
    done = recommender("review", record, "--as-of", "2026-11-24")
    assert done.code == 1
    assert "Overturned: " in done.out
    assert recommender("review", record, "--as-of", "2026-11-24", "--fail-on", "never").code == 0
    same = recommender("review", record, "--as-of", "2017-01", "--fail-on", "weaker")
    assert same.code == 0
    assert "Unchanged: " in same.out


def test_a_review_as_an_annotation_is_one_line(folder: Path, tmp_path: Path) -> None:
    """The workflow command names level, file and cause; a hostile path cannot end it early."""
    place = tmp_path / "a%,b::\x1b[31m\nc"
    place.mkdir()
    record = place / "decision.json"
    record.write_bytes((folder / "decision.json").read_bytes())
    done = recommender("review", record, "--as-of", "2026-11-24", "--format", "github")
    assert done.code == 1
    assert done.out.count("\n") == 1
    level, _, rest = done.out.partition(" file=")
    path, _, message = rest.partition("::")
    assert level == "::error"
    assert "," not in path
    assert message.startswith("Overturned: ")
    assert "\x1b" not in done.out


def test_reviews_as_json_fit_their_schema(folder: Path) -> None:
    """The JSON of a review, and of the record itself, is valid by the published schemas."""
    found = {
        "recommendation": (folder / "decision.json").read_text("utf-8"),
        "explanation": recommender(
            "review", folder / "decision.json", "--as-of", "2026-11-24", "-f", "json"
        ).out,
    }
    for name, text in found.items():
        schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text("utf-8"))
        assert [*Draft202012Validator(schema).iter_errors(json.loads(text))] == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["replay", "missing.json"], "missing.json: cannot be read"),
        (["replay", EXAMPLE], "not JSON"),
        (["review", "/"], "is a directory"),
        (["replay", "RECORD", "--folder", "no/such/folder"], "no such folder"),
        (["replay", "RECORD", "--knowledge", "no-such-state"], "no such folder, and git knows"),
        (["review", "RECORD", "--as-of", "2016"], "after the day of the review"),
        (["review", "RECORD", "--probes", "missing.jsonl"], "missing.jsonl: cannot be read"),
    ],
)
def test_a_mistake_is_one_clear_line(folder: Path, arguments: list[object], said: str) -> None:
    """What cannot be done as asked ends with exit code 2 and one line that says why."""
    record = folder / "decision.json"
    done = recommender(*(record if word == "RECORD" else word for word in arguments))
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error: ")
    assert done.err.count("\n") == 1
    assert said in done.err
