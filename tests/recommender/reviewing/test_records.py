import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.errors import OtherKnowledgeError, RecordError, UserError
from recommender.explanation.how_sure import HowSure, how_sure
from recommender.loading.loader import shipped
from recommender.recommendation import Recommendation, recommend
from recommender.reports import forms
from recommender.requirements import Requirements
from recommender.reviewing.records import Record, compare, read, replay
from tests.recommender.made_up import requirements
from tests.recommender.probed import answered, failed, measured, plain
from tests.recommender.test_safe import UNHURRIED
from tests.recommender.tiny import knowledge

TINY = knowledge()
NEEDS = {"title": "A study", "purpose": "study", "places": ["desk"], "firmness": {"places": "firm"}}
DAYS = st.sampled_from(["2015-07-01", "2017-01-31", "2021-06-30", "2026-11-27"])
RESULTS = plain(
    measured("numpy", "numpy", 0.002),
    measured("torch", "pytorch", 0.001),
    failed("theano", "theano", "timed_out", "it took too long"),  # type: ignore[arg-type]
    answered("torch", "pytorch", "gpu", answer=False),
    measured("jax", "jax", 0.001, day="2026-12-24"),
)


def kept(folder: Path, found: Recommendation, sure: HowSure | None = None) -> Record:
    """Write the reports of a recommendation; return its record, read again."""
    for name, text in forms.report(found, sure).items():
        (folder / name).write_text(text, "utf-8")
    return read(folder / "decision.json")


@settings(UNHURRIED, max_examples=8)
@given(needs=requirements(shipped()), day=DAYS, with_results=st.booleans())
def test_a_record_gives_the_same_reports_again(
    needs: Requirements, day: str, *, with_results: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever was asked, of whatever day, measured or not: every byte is the same."""
    found = recommend(needs, day, RESULTS if with_results else None)
    record = kept(tmp_path_factory.mktemp("record"), found)
    again, sure = replay(record, shipped())
    assert sure is None
    assert [one.line for one in compare(record, forms.report(again, sure))] == [None] * 3


@pytest.mark.parametrize("seed", [None, 7])
def test_acceptabilities_are_drawn_again_by_the_seed_of_the_record(
    tmp_path: Path, seed: int | None
) -> None:
    """Samples, seed and leeway stand in the record, and give the same probabilities again."""
    found = recommend({"purpose": "research"}, "2026-11-24")
    record = kept(tmp_path, found, how_sure(found, 5_000, seed, 0.5))
    again, sure = replay(record, shipped())
    assert sure is not None
    assert forms.report(again, sure)["decision.json"] == record.text
    assert all(one.line is None for one in compare(record, forms.report(again, sure)))


def test_a_report_without_numpy_is_replayed_without(tmp_path: Path) -> None:
    """That acceptabilities were not computed is part of the record, and told again."""
    found = recommend(NEEDS, "2017", knowledge=TINY)
    record = kept(tmp_path, found, HowSure(found, None))
    again, sure = replay(record, TINY)
    assert sure is not None
    assert sure.found is None
    assert forms.report(again, sure) == forms.report(found, HowSure(found, None))


def test_another_knowledge_base_is_said_in_one_line(tmp_path: Path) -> None:
    """The line names both states, the program that made the record, and what to do."""
    record = kept(tmp_path, recommend(NEEDS, "2017", knowledge=TINY))
    with pytest.raises(OtherKnowledgeError) as caught:
        replay(record, shipped())
    said = str(caught.value)
    assert "\n" not in said
    for part in (record.name, record.digest[:12], shipped().digest[:12], record.program):
        assert part in said
    assert "--knowledge" in said


def test_a_changed_byte_is_found(tmp_path: Path) -> None:
    """A report changed by hand differs, from the line that was changed on."""
    found = recommend(NEEDS, "2017", knowledge=TINY)
    record = kept(tmp_path, found)
    path = tmp_path / "decision.md"
    lines = path.read_text("utf-8").split("\n")
    lines[5] += " "
    path.write_text("\n".join(lines), "utf-8")
    held = {Path(one.name).name: one.line for one in compare(record, forms.report(found, None))}
    assert held == {"decision.md": 6, "decision.html": None, "decision.json": None}


def test_a_record_without_reports_beside_it_is_compared_alone(tmp_path: Path) -> None:
    """What does not lie there is not missed."""
    found = recommend(NEEDS, "2017", knowledge=TINY)
    kept(tmp_path, found)
    (tmp_path / "decision.md").unlink()
    (tmp_path / "decision.html").unlink()
    record = read((tmp_path / "decision.json").rename(tmp_path / "choice.json"))
    (one,) = compare(record, forms.report(found, None))
    assert (one.name, one.line) == (str(tmp_path / "choice.json"), None)


SOUND = forms.laid_out(recommend(NEEDS, "2017", knowledge=TINY), forms.Form.json)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "not JSON"),
        ("# A decision", "not JSON"),
        ("[" * 100_000, "nested too deeply"),
        ('{"schema": NaN}', "not JSON"),
        ("[]", "no decision record"),
        ('{"schema": "framework-recommender/explanation/1"}', "no decision record"),
        ('{"schema": "framework-recommender/recommendation/1"}', "lacks 'sureness'"),
    ],
)
def test_what_is_no_record_is_one_line(tmp_path: Path, content: str, said: str) -> None:
    """Anything else is refused with its path, and what to give instead."""
    path = tmp_path / "decision.json"
    path.write_text(content)
    with pytest.raises(RecordError) as caught:
        read(path)
    assert said in str(caught.value)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


@settings(UNHURRIED, max_examples=60)
@given(data=st.data())
def test_a_garbled_record_is_one_line(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever part of a record is missing or another, it is read or refused in one line."""
    garbled = json.loads(SOUND)
    at: Any = garbled
    while True:
        keys = sorted(at) if isinstance(at, dict) else [*range(len(at))]
        key: Any = data.draw(st.sampled_from(keys))
        if not isinstance(at[key], dict | list) or not at[key] or data.draw(st.booleans()):
            break
        at = at[key]
    if data.draw(st.booleans()):
        at[key] = data.draw(st.sampled_from([None, 7, "x", [], {}, True, [None], {"a": 1}]))
    else:
        del at[key]
    path = tmp_path_factory.mktemp("garbled") / "decision.json"
    path.write_text(json.dumps(garbled), "utf-8")
    refused = ""
    try:
        replay(read(path), TINY)
    except UserError as problem:
        refused = str(problem)
    assert "\n" not in refused
