import pytest

from recommender.cli.explore import before_and_after, changed, side_by_side
from recommender.errors import UserError
from recommender.recommendation import recommend
from tests.recommender.tiny import knowledge

KNOWN = knowledge()
DAY = "2018-06-01"


def test_side_by_side_shows_scores_facts_and_differences() -> None:
    """Each criterion stands with both frameworks' facts; the most telling comes first."""
    decision = recommend({"purpose": "study"}, DAY, knowledge=KNOWN)
    said = side_by_side(decision, "alpha", "beta")
    lines = said.splitlines()
    scores = {ranked.framework: ranked.score for ranked in decision.ranking}
    assert lines[0].split() == ["Alpha", "Beta"]
    assert lines[1].split() == ["score", f"{scores['alpha']:.3f}", f"{scores['beta']:.3f}"]
    assert "ease: easy" in said
    assert "ease: fair" in said
    gaps = [
        float(line.split("(")[1].split(")")[0])
        for line in lines
        if line[:1].isalpha() and "(" in line
    ]
    assert [abs(gap) for gap in gaps] == sorted((abs(gap) for gap in gaps), reverse=True)
    assert sum(gaps) == pytest.approx(scores["alpha"] - scores["beta"], abs=0.002)


def test_an_excluded_framework_cannot_be_compared_and_one_learns_why() -> None:
    """Asked for a framework that the needs exclude, the reason is the answer."""
    decision = recommend({"places": ["phone"]}, DAY, knowledge=KNOWN)
    with pytest.raises(UserError, match="Alpha is excluded by these needs: A phone needs"):
        side_by_side(decision, "beta", "alpha")
    with pytest.raises(UserError, match="no framework 'bet'; did you mean 'beta'"):
        side_by_side(decision, "bet", "gamma")


def test_what_if_changes_answers_and_shows_what_moves() -> None:
    """A changed answer gives the ranking before and after, exclusions with their reason."""
    before = recommend({"purpose": "study"}, DAY, knowledge=KNOWN)
    needs = changed(before.requirements, ["purpose=work", "places=phone, desk"], before)
    assert dict(needs.answers) == {"purpose": "work", "places": ("desk", "phone")}
    said = before_and_after(before, recommend(needs, DAY, knowledge=KNOWN))
    assert said.startswith("Before: Alpha")
    assert "After:  Beta" in said
    assert "Alpha         excluded, was 1: A phone needs a mobile run time." in said


def test_what_if_understands_frameworks_by_name() -> None:
    """An option goes by its id or what it is called, in any case."""
    before = recommend({}, DAY, knowledge=KNOWN)
    for typed in ("beta", "Beta", "BETA"):
        needs = changed(before.requirements, [f"existing_code={typed}"], before)
        assert dict(needs.answers) == {"existing_code": "beta"}


def test_what_if_takes_an_answer_back() -> None:
    """Nothing behind the equals sign leaves the question unanswered."""
    before = recommend({"purpose": "study"}, DAY, knowledge=KNOWN)
    assert dict(changed(before.requirements, ["purpose="], before).answers) == {}


@pytest.mark.parametrize("change", ["purpos=work", "purpose", "purpose=fun", "=work"])
def test_a_change_that_means_nothing_is_refused(change: str) -> None:
    """An unknown question or answer is one line with a hint."""
    before = recommend({"purpose": "study"}, DAY, knowledge=KNOWN)
    with pytest.raises(UserError) as caught:
        changed(before.requirements, [change], before)
    assert "\n" not in str(caught.value)
