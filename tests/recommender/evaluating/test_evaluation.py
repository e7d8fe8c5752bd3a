import json
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from recommender.errors import UserError
from recommender.evaluating.cases import read
from recommender.evaluating.evaluation import (
    OfFramework,
    Tally,
    constant_share,
    evaluate,
    judge,
    judged_by,
    share,
)
from recommender.loading.loader import shipped
from recommender.reports.evaluation import as_json, as_text
from recommender.schemas import schemas
from tests.recommender.cli.test_commands import recommender
from tests.recommender.tiny import knowledge

KNOWN = knowledge()
CASES = """
- id: one
  kind: choice
  date: 2016-05
  situation: Somebody studies.
  requirements: {purpose: study}
  accepted: [alpha]
  popular: true
- id: two
  kind: choice
  date: 2016-05
  situation: Somebody works.
  requirements: {purpose: work}
  accepted: [alpha]
  rejected: [{framework: beta, why: Too hard.}]
  popular: false
- id: three
  kind: never
  date: 2018-06
  situation: On a phone.
  requirements: {places: [phone]}
  rejected: [{framework: alpha, why: It does not run there.}]
- id: four
  kind: choice
  date: 2016-05
  situation: Somebody wants what nobody here knows.
  requirements: {purpose: study}
  accepted: [omega]
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file of four cases."""
    found = tmp_path / "cases.yaml"
    found.write_text(CASES)
    return found


def test_cases_are_judged_by_rank_and_by_what_was_ruled_out(path: Path) -> None:
    """An accepted first is right; a rejected one put first is a violation."""
    one, two, three, four = (judge(case, KNOWN) for case in read([path], KNOWN))
    assert (one.first, one.place, one.violated) == (True, 1, ())
    assert (two.first, two.place, two.among_top) == (False, 2, True)
    assert two.violated == ("beta",)
    assert three.violated == ()
    assert (four.place, four.among_top) == (None, False)


@pytest.mark.parametrize(
    ("kind", "order", "violated"),
    [
        ("never", ["alpha", "beta", "gamma", "delta"], ("beta",)),
        ("never", ["alpha", "gamma", "beta", "delta"], ()),
        ("never", ["alpha", "beta", "gamma"], ()),
        ("never", ["beta", "alpha", "gamma"], ("beta",)),
        ("never", ["alpha", "gamma"], ()),
        ("choice", ["alpha", "beta", "gamma", "delta"], ()),
        ("choice", ["beta", "alpha"], ("beta",)),
    ],
)
def test_what_must_never_be_stands_in_the_lower_half(
    path: Path, kind: str, order: list[str], violated: tuple[str, ...]
) -> None:
    """The one in the middle is not above it; what was merely rejected must not be first."""
    two = read([path], KNOWN)[1]
    found = judged_by(replace(two, kind=kind), judge(two, KNOWN).decision, order)
    assert found.violated == violated


def test_shares_and_baselines_are_counted(path: Path) -> None:
    """The shares are those of the cases with an answer; baselines know nothing of the needs."""
    found = evaluate(read([path], KNOWN), KNOWN)
    judged = found.of("choice")
    assert len(judged) == 3
    assert share(judged) == pytest.approx(1 / 3)
    assert share(judged, top=True) == pytest.approx(2 / 3)
    assert constant_share(judged) == ("alpha", pytest.approx(2 / 3))
    assert [item.case.id for item in found.violations()] == ["two"]
    assert [item.case.id for item in found.misses()] == ["two", "four"]


def test_a_tally_counts_each_kind_of_case_apart(path: Path) -> None:
    """What was ruled out counts where something was; what must never be, in its own cases."""
    found = evaluate(read([path], KNOWN), KNOWN)
    assert found.tally(found.judged) == Tally(
        cases=3,
        first=1,
        top=2,
        constant=2,
        asked_popular=2,
        popular=1,
        ruled_out=1,
        put_first=1,
        never=1,
        unwarned=0,
    )
    by_year = {year: found.tally(judged) for year, judged in found.years.items()}
    assert (by_year["2016"].cases, by_year["2018"].cases, by_year["2018"].never) == (3, 0, 1)


def test_cases_of_several_files_are_told_by_file_too(path: Path) -> None:
    """Cases that rules were written with, and cases that nobody had seen, can be told apart."""
    other = path.with_name("unseen.yaml")
    other.write_text(CASES.split("- id: two")[0].replace("id: one", "id: fresh"))
    found = evaluate(read([path, other], KNOWN), KNOWN)
    assert {name: found.tally(of).cases for name, of in found.files.items()} == {
        "cases": 3,
        "unseen": 1,
    }
    text = as_text(found, KNOWN)
    assert text[text.index("By file") :].split()[2:6] == ["cases", "3", "33%", "67%"]
    assert json.loads(as_json(found, KNOWN))["by_file"]["unseen"]["first"] == 1
    assert "By file" not in as_text(evaluate(read([path], KNOWN), KNOWN), KNOWN)


def test_frameworks_are_told_by_where_they_are_accepted_and_where_said(path: Path) -> None:
    """Who is often accepted and seldom said, or said and seldom right, can be seen."""
    found = {one.framework: one for one in evaluate(read([path], KNOWN), KNOWN).by_framework()}
    assert found["alpha"] == OfFramework("alpha", accepted=2, first=1, top=2, said=2, said_right=1)
    assert found["beta"] == OfFramework("beta", accepted=0, first=0, top=0, said=1, said_right=0)
    assert (found["omega"].accepted, found["omega"].top) == (1, 0)


def test_the_report_names_every_miss_with_its_reason(path: Path) -> None:
    """What was said instead, and the program's own words for it, stand beside every miss."""
    text = as_text(evaluate(read([path], KNOWN), KNOWN), KNOWN)
    assert "two (May 2016) said Beta, accepted Alpha (rank 2): Somebody works." in text
    assert "Alpha comes second of 2" in text
    assert "Power alone outweighs everything that speaks for Alpha" in text
    assert "Beta: Too hard." in text
    assert "omega is not in the knowledge base." in text


def test_the_reason_of_a_miss_may_be_a_need_or_the_day(path: Path) -> None:
    """An accepted framework that is excluded, or not out yet, is told with that reason."""
    path.write_text(
        """
- id: five
  kind: choice
  date: 2016-05
  situation: On a phone.
  requirements: {places: [phone]}
  accepted: [alpha, gamma]
"""
    )
    text = as_text(evaluate(read([path], KNOWN), KNOWN), KNOWN)
    assert "A phone needs a mobile run time." in text
    assert "Gamma is not on the table that day." in text


def test_the_data_say_what_the_text_says_and_fit_their_schema(path: Path) -> None:
    """As JSON each case has its answer, its place and its reasons; the schema is the kept one."""
    found = evaluate(read([path], KNOWN), KNOWN)
    for jackknife in (False, True):
        plain = json.loads(as_json(found, KNOWN, jackknife=jackknife))
        Draft202012Validator(schemas(shipped())["evaluation"]).validate(plain)
        assert (plain["leave_one_out"] is None) is not jackknife
    cases = {case["id"]: case for case in plain["cases"]}
    assert (cases["one"]["said"], cases["one"]["place"], cases["one"]["reasons"]) == (
        "alpha",
        1,
        [],
    )
    assert cases["two"]["violated"] == ["beta"]
    assert any("Alpha comes second of 2" in reason for reason in cases["two"]["reasons"])
    assert plain["all"]["put_first"] == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [((), 0), (("--at-least", "0.3"), 0), (("--at-least", "0.95"), 1), (("--at-least", "2"), 2)],
)
def test_the_exit_code_says_whether_the_bar_is_met(arguments: tuple[str, ...], code: int) -> None:
    """0 where all is well, 1 where fewer are right than asked for, 2 where the bar is none."""
    assert recommender("evaluate", *arguments).code == code


def test_what_must_never_be_and_is_first_exits_with_one(tmp_path: Path) -> None:
    """A case of what must never be advised that is advised is a failure."""
    file = tmp_path / "never.yaml"
    file.write_text(
        """
- id: never
  kind: never
  date: 2017-01
  situation: Somebody whom we tell what not to use.
  requirements: {purpose: learning, experience: beginner}
  rejected: [{framework: keras, why: "Made up: what is advised here must not be."}]
"""
    )
    done = recommender("evaluate", str(file))
    assert done.code == 1
    assert "Must never, and not warned of: 1 of 1 cases" in done.out


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("kind: never", "kind: nevr", "cases.yaml:18: 'kind' is 'nevr'; did you mean 'never'?"),
        ("{purpose: work}", "{purpose: fun}", "cases.yaml:13: 'fun' is no answer"),
        ("{purpose: work}", "{purpse: work}", "unknown key 'purpse'; did you mean 'purpose'?"),
        ("date: 2018-06", "date: soon", "cases.yaml:19: 'date': 'soon' is not a date"),
        ("popular: false", "popular: maybe", "'popular' must be true or false"),
        ("  situation: Somebody studies.\n", "", "cases.yaml:2: 'situation' is missing"),
    ],
)
def test_a_broken_case_is_one_line(path: Path, old: str, new: str, said: str) -> None:
    """A mistake in a file of cases is named with its line and how to mend it."""
    path.write_text(CASES.replace(old, new))
    with pytest.raises(UserError) as caught:
        read([path], KNOWN)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
