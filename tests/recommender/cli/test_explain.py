import json
from pathlib import Path

import pytest

from tests.recommender.cli.test_commands import EXAMPLE, recommender

COMMANDS = {
    "why": ["pytorch"],
    "why-not": ["tensorflow"],
    "how": ["longevity"],
    "compare": ["pytorch", "tensorflow"],
    "what-if": ["hardware=cpu"],
    "sure": ["--samples", "5000"],
    "what-would-change": [],
}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give every command a home without probe results."""
    monkeypatch.setenv("FRAMEWORK_RECOMMENDER_HOME", str(tmp_path / "home"))


@pytest.mark.parametrize("command", COMMANDS)
def test_an_explanation_comes_as_text_and_as_json(command: str) -> None:
    """Both forms end well; the JSON names what it explains and leads every sentence to ids."""
    arguments = (command, EXAMPLE, *COMMANDS[command], "--as-of", "2019-06")
    text, plain = recommender(*arguments), recommender(*arguments, "--format", "json")
    assert (text.code, plain.code) == (0, 0)
    assert text.out.strip()
    found = json.loads(plain.out)
    assert found["schema"] == "framework-recommender/explanation/1"
    assert (found["question"], found["as_of"]) == (command, "2019-06-30")
    sentences = [one for section in found["sections"] for one in section["sentences"]]
    assert sentences
    assert all(one["ids"] for one in sentences)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_same_question_gives_the_same_bytes(command: str) -> None:
    """Neither the hash seed nor the terminal changes a byte of an explanation."""
    arguments = (command, EXAMPLE, *COMMANDS[command], "--as-of", "2019-06")
    first = recommender(*arguments, PYTHONHASHSEED="1", COLUMNS="60")
    assert first.out == recommender(*arguments, PYTHONHASHSEED="2", COLUMNS="200").out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["why", EXAMPLE, "pytorhc"], "no framework 'pytorhc'; did you mean 'pytorch'"),
        (["why-not", EXAMPLE, "pytorch"], "PyTorch is the answer; ask why"),
        (["how", EXAMPLE, "speed"], "no criterion 'speed'"),
        (["compare", EXAMPLE, "pytorch", "cafe"], "did you mean 'caffe'"),
        (["what-if", EXAMPLE, "hardware"], "is not question=answer"),
    ],
)
def test_a_mistake_is_one_clear_line(arguments: list[object], said: str) -> None:
    """What cannot be asked ends with exit code 2 and one line that says what to do."""
    done = recommender(*arguments, "--as-of", "2019-06")
    assert (done.code, done.out) == (2, "")
    assert done.err.count("\n") == 1
    assert said in done.err


@pytest.mark.parametrize(
    "command",
    [
        ["recommend"],
        ["recommend", "--full"],
        ["why"],
        ["how"],
        ["sure", "--samples", "1000"],
        ["what-would-change"],
        ["timeline"],
        ["compare", "keras", "lightning"],
        ["frameworks"],
    ],
    ids=" ".join,
)
def test_text_is_no_wider_than_a_terminal(command: list[str]) -> None:
    """Eighty columns hold every line but what stays whole: addresses, paths and long ids."""
    file = EXAMPLE.with_name("language-models.yaml")
    needs = [] if command[0] == "frameworks" else [file]
    done = recommender(command[0], *needs, *command[1:], "--as-of", "2026-11")
    lines = done.out.splitlines()
    assert (done.code, done.err) == (0, "")
    wide = [line for line in lines if len(line) > 80]
    assert not [line for line in wide if not any(one in line for one in ("http", "[", str(file)))]


def test_columns_of_frameworks_and_years_stay_apart() -> None:
    """The longest name touches nothing, and only what can be chosen is on the table."""
    listed = recommender("frameworks", "--as-of", "2026-11").out
    assert "lightning    PyTorch Lightning active " in listed
    told = recommender("timeline", EXAMPLE, "--as-of", "2016-02").out
    assert "2016-01-31  " in told
    assert " of 9\n            new: Blocks, Chainer, Keras, Lasagne, MXNet, " in told
