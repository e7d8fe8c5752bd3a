import json
from itertools import pairwise

import pytest

from recommender.cli.timeline import as_json, as_text
from recommender.decision import Decision, decide
from recommender.history import timeline
from recommender.loading.loader import shipped
from recommender.measurements import Measurements
from recommender.requirements import from_mapping
from recommender.turning_points import leader, turning_points
from tests.recommender import tiny
from tests.recommender.cli.test_commands import EXAMPLE, recommender
from tests.recommender.evidence.test_published import CRITERIA, RACE, knowledge

#: Beta is fair from the first, and strong for good.
BETA = (
    tiny.FRAMEWORKS["beta"].replace("value: hard", "value: fair").replace("until: 2020-01-01, ", "")
)
KNOWN = tiny.knowledge(beta=BETA)


def decided(day: str, needs: dict[str, object], known: object = KNOWN) -> Decision:
    """Return the decision of a day."""
    return decide(from_mapping(needs, known), day, Measurements(), known)  # type: ignore[arg-type]


def test_the_day_of_a_change_is_the_day_its_fact_became_known() -> None:
    """Alpha leads for study from 31 March 2016 on, when the handbook says that it is easy."""
    before, after = (decided(day, {"purpose": "study"}) for day in ("2016-01-31", "2017-01-31"))
    (turn,) = turning_points(before, after)
    assert (turn.old, turn.new) == ("beta", "alpha")
    assert turn.before < turn.day == "2016-03-31"
    assert [fact.id for fact in turn.facts] == ["alpha.ease@2015-06"]
    assert turn.margin == pytest.approx(after.margin, abs=0.05)
    assert not turn.arrived
    assert turn.excluded_by is None


def test_a_newcomer_that_leads_has_arrived() -> None:
    """A framework that takes the lead with its first release is said to be new on the table."""
    known = tiny.knowledge(gamma=tiny.FRAMEWORKS["gamma"].replace("fair", "easy"))
    before = decided("2016-03-01", {"purpose": "study", "without": ["alpha"]}, known)
    after = decided("2018-01-01", {"purpose": "study", "without": ["alpha"]}, known)
    (turn,) = turning_points(before, after)
    assert (turn.day, turn.new, turn.arrived) == ("2017-02-10", "gamma", True)


def test_the_end_of_a_fact_can_be_what_turned_it() -> None:
    """The lead changes on the day on which what the leader had was gone."""
    gamma = tiny.FRAMEWORKS["gamma"].replace(
        "value: unknown, from: 2017-02-10, note: Looked in the handbook.",
        "value: strong, confidence: low, from: 2017-02-10, source: history",
    )
    known = tiny.knowledge(gamma=gamma)
    needs: dict[str, object] = {"emphasis": {"power": 10}}
    (turn,) = turning_points(
        decided("2019-06-30", needs, known), decided("2021-01-31", needs, known)
    )
    assert (turn.old, turn.new, turn.day) == ("beta", "gamma", "2020-01-01")


def test_a_published_measurement_can_be_what_turned_it() -> None:
    """The lead changes on the day on which a study came out, not when something else is known."""
    weighty = CRITERIA.replace("per: fastest, best", "per: fastest, weight: 9, best")
    slow = RACE.replace("[20, 20, null]", "[900, 900, null]").replace("2016-06-01", "2016-07-20")
    known = knowledge(slow, criteria=weighty)
    needs: dict[str, object] = {"emphasis": {"speed": 10}}
    (turn,) = turning_points(
        decided("2016-06-30", needs, known), decided("2017-01-31", needs, known)
    )
    assert (turn.old, turn.new, turn.day) == ("beta", "alpha", "2016-07-20")


def test_an_exclusion_is_the_first_reason() -> None:
    """Where a rule excludes the old leader, the rule and the fact are named."""
    known = tiny.knowledge(
        beta=tiny.FRAMEWORKS["beta"].replace(
            "claims:",
            "  - {attribute: mobile, value: false, from: 2018-05, source: history}\nclaims:",
        )
    )
    needs: dict[str, object] = {"places": ["phone"], "purpose": "work"}
    before, after = (decided(day, needs, known) for day in ("2018-01-31", "2019-01-31"))
    (turn,) = turning_points(before, after)
    assert (turn.old, turn.new, turn.excluded_by) == ("beta", "gamma", "phones-need-mobile")
    assert turn.facts[0].id == "beta.mobile@2018-05"
    assert turn.margin is None


@pytest.mark.parametrize("needs", [{"purpose": "research"}, {"deployment": ["android", "ios"]}])
def test_turning_points_lead_from_each_january_to_the_next(needs: dict[str, object]) -> None:
    """Each turning point is true of the two days that it names, and they join up."""
    known = shipped()
    story = timeline(decided("2026-11-01", needs, known))
    turned = 0
    for before, after in pairwise(story):
        now = leader(before)
        for turn in turning_points(before, after):
            assert turn.old == now == leader(decided(turn.before, needs, known))
            assert turn.new == leader(decided(turn.day, needs, known)) != turn.old
            assert before.as_of <= turn.before < turn.day <= after.as_of
            assert all(turn.before < fact.since <= turn.day for fact in turn.facts)
            assert all(before.as_of < fact.since <= turn.day for fact in turn.run_up)
            now = turn.new
            turned += 1
        assert now == leader(after)
    assert turned


def test_the_story_says_when_only_age_changed_it() -> None:
    """Alpha's ease, attested in 2016 only, grows old until beta, attested since, leads again."""
    story = as_text(decided("2022-01-01", {"purpose": "study", "without": ["gamma"]}))
    assert "31 January 2021: Beta takes over from Alpha" in story
    assert "Nothing became known between 31 January 2020 and then" in " ".join(story.split())


def test_text_and_json_tell_the_same_story() -> None:
    """Leaders, days and facts of the text are those of the JSON; every citation has its source."""
    decision = decided("2018-06-30", {"purpose": "study"})
    plain = json.loads(as_json(decision))
    text = as_text(decision)
    assert [one["leader"] for one in plain["dates"]] == ["beta", "beta", "alpha", "alpha", "alpha"]
    assert [one["day"] for one in plain["changes"]] == ["2016-03-31"]
    assert "31 March 2016: Alpha takes over from Beta, ahead by" in text
    assert "Alpha has ease: easy (since June 2015). [handbook]" in text
    assert "[handbook] The handbook (March 2016)." in text
    assert [source["id"] for source in plain["sources"]] == ["handbook"]


def test_nothing_of_later_is_told_of_the_past() -> None:
    """Up to January 2017 the story names no later year."""
    text = as_text(decided("2017-01-31", {"purpose": "research"}, shipped()))
    assert not {str(year) for year in range(2018, 2030)} & set(text.replace("-", " ").split())


def test_the_command_tells_the_story_to_the_same_end() -> None:
    """`timeline --as-of` ends at its date; as JSON it carries the schema."""
    done = recommender("timeline", EXAMPLE, "--as-of", "2018-01", "-f", "json")
    plain = json.loads(done.out)
    assert done.code == 0
    assert plain["schema"] == "framework-recommender/timeline/1"
    assert [one["as_of"][:4] for one in plain["dates"]] == ["2015", "2016", "2017", "2018"]
    assert "Changes of leader" in recommender("timeline", EXAMPLE, "--as-of", "2018-01").out
