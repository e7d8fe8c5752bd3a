from pathlib import Path

import pytest

from recommender.cases import read
from recommender.cli_evaluate import shown
from recommender.errors import UserError
from recommender.evaluation import constant_share, evaluate, judge, popular_share, share
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


def test_shares_and_baselines_are_counted(path: Path) -> None:
    """The shares are those of the cases with an answer; baselines know nothing of the needs."""
    found = evaluate(read([path], KNOWN), KNOWN)
    judged = found.of("choice")
    assert len(judged) == 3
    assert share(judged) == pytest.approx(1 / 3)
    assert share(judged, top=True) == pytest.approx(2 / 3)
    assert constant_share(judged) == ("alpha", pytest.approx(2 / 3))
    assert popular_share(judged) == 0.5
    assert [item.case.id for item in found.violations()] == ["two"]


def test_the_report_names_every_miss_with_its_reason(path: Path) -> None:
    """What was said instead, and by which criteria, stands beside every miss."""
    text = shown(evaluate(read([path], KNOWN), KNOWN), KNOWN)
    assert "two (May 2016) said beta, accepted alpha (rank 2): Somebody works." in text
    assert "power" in text
    assert "beta: Too hard." in text


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
