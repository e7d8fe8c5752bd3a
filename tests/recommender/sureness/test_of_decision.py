import json
import sys

import pytest

from recommender.decision import decide
from recommender.loading.loader import shipped
from recommender.measurements import Measurements
from recommender.possible_ranks import RankRange
from recommender.requirements import Requirements, from_mapping
from recommender.sureness.of_decision import sureness
from recommender.sureness.smaa import SAMPLES, SEED
from tests.recommender.made_up_decision import decision


def test_the_parts_of_a_decision_reach_the_sampling() -> None:
    """Two specialists and a compromise under equal weights: .4, .4 and .2, and their weights."""
    found = sureness(decision([[1, 0], [0, 1], [0.6, 0.6]], [1, 1]))
    assert [one.framework for one in found.frameworks] == ["f2", "f0", "f1"]
    assert (found.samples, found.seed, found.leeway) == (SAMPLES, SEED, 1)
    shares = {one.framework: one.ranks[0] for one in found.frameworks}
    assert shares == pytest.approx({"f0": 0.4, "f1": 0.4, "f2": 0.2}, abs=0.015)
    first = found.frameworks[1]
    assert first.anywhere == pytest.approx(0.4, abs=0.015)
    assert first.central == pytest.approx({"c0": 0.8, "c1": 0.2}, abs=0.015)
    assert first.confidence == 1


def test_stated_weights_count_for_the_ranks_and_not_for_the_central_weights() -> None:
    """Around (3/4, 1/4) the first criterion is surer to decide; over all weights it is not."""
    found = {one.framework: one for one in sureness(decision([[1, 0], [0, 1]], [3, 1])).frameworks}
    # The region reaches from (1, 0) to (.5, .5): the second never outweighs the first.
    assert found["f0"].ranks[0] == 1
    assert found["f0"].anywhere == pytest.approx(0.5, abs=0.015)
    assert found["f1"].central == pytest.approx({"c0": 0.25, "c1": 0.75}, abs=0.015)


def test_intervals_and_possible_ranks_are_those_of_the_ranking() -> None:
    """An interval gives its share of firsts; what the intervals rule out never happens."""
    found = sureness(decision([[(0.0, 1.0)], [0.7], [0.2]], [1]))
    shares = {one.framework: (one.ranks, one.possible) for one in found.frameworks}
    assert shares["f1"][0][0] == pytest.approx(0.7, abs=0.02)
    assert shares["f0"][1] == RankRange(1, 3)
    assert shares["f1"][1] == RankRange(1, 2)
    assert shares["f2"][1] == RankRange(2, 3)
    assert shares["f2"][0][0] == 0


def test_few_draws_still_have_errors() -> None:
    """However few draws are asked for, there are batches enough for their spread, in JSON too."""
    found = sureness(decision([[(0.0, 1.0)], [0.7]], [1]), samples=1)
    assert found.samples == 2000
    json.loads(json.dumps(found.to_dict(), allow_nan=False))


def test_no_sample_leaves_the_possible_ranks_of_the_stated_weights() -> None:
    """With no leeway, acceptabilities are 0 outside the ranks that the intervals allow."""
    known = shipped()
    found = decide(
        from_mapping({"purpose": "research"}, known), "2017-01-31", Measurements(), known
    )
    for one in sureness(found, leeway=0).frameworks:
        assert sum(one.ranks) == pytest.approx(1)
        for place, share in enumerate(one.ranks, start=1):
            assert not share or one.possible.best <= place <= one.possible.worst


def test_the_same_decision_gives_the_same_plain_data() -> None:
    """Nothing but the decision, the number of draws, the seed and the leeway enters."""
    made = decision([[1, 0.2], [(0.1, 0.9), 0.7]], [2, 1])
    assert sureness(made, 5000).to_dict() == sureness(made, 5000).to_dict()
    assert sureness(made, 5000).to_dict() != sureness(made, 5000, seed=1).to_dict()


def test_where_nothing_is_left_there_is_nothing_to_be_sure_of() -> None:
    """A decision without candidates gives an empty result."""
    known = shipped()
    nothing = Requirements({}, only=("theano",), without=("theano",))
    assert sureness(decide(nothing, "2017-01-31", Measurements(), known)).frameworks == ()


def test_without_numpy_it_is_an_import_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """The missing extra is told by Python's own error, for callers to turn into words."""
    monkeypatch.delitem(sys.modules, "recommender.sureness.smaa", raising=False)
    monkeypatch.setitem(sys.modules, "numpy", None)
    with pytest.raises(ImportError):
        sureness(decision([[1.0]], [1]))
