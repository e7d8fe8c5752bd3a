from pathlib import Path

import pytest

from recommender import probe_evidence
from recommender.errors import ProbeResultsError
from tests.recommender.probed import measured, stored


def test_a_results_file_is_read(tmp_path: Path) -> None:
    """Every result of a file comes back as the mapping that was stored."""
    result = measured("torch", "pytorch", 0.001)
    (found,) = probe_evidence.read(stored(tmp_path / "run.jsonl", result))
    assert found["stack"] == "torch"
    assert found["metrics"]["step_s"]["median"] == 0.001


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "no probe results in it"),
        ("{not json\n", "run.jsonl:1: damaged line; give a results file of"),
        ('{"schema": "something/else"}\n', "run.jsonl"),
        ("[1, 2]\n", "run.jsonl"),
    ],
)
def test_a_damaged_results_file_is_refused(tmp_path: Path, content: str, said: str) -> None:
    """A file that the user named and that cannot be used in full is an error of one line."""
    path = tmp_path / "run.jsonl"
    path.write_text(content)
    with pytest.raises(ProbeResultsError, match=said) as caught:
        probe_evidence.read(path)
    assert "\n" not in str(caught.value)


def test_a_missing_results_file_is_named(tmp_path: Path) -> None:
    """A path that leads nowhere is said so."""
    with pytest.raises(ProbeResultsError, match=r"nowhere\.jsonl: cannot be read"):
        probe_evidence.read(tmp_path / "nowhere.jsonl")


def test_a_new_machine_has_no_results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any run there are no stored results, and no folder is made for them."""
    monkeypatch.setenv("FRAMEWORK_RECOMMENDER_HOME", str(tmp_path / "home"))
    assert probe_evidence.stored() == ()
    assert not (tmp_path / "home").exists()
