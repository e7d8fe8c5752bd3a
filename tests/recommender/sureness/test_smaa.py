import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.sureness import smaa
from recommender.sureness.smaa import BATCH, Acceptability, acceptability
from recommender.sureness.weight_regions import anywhere, around
from recommender.sureness.weight_regions import given as given_corners

#: A figure of so many standard errors off would be a fault, not chance.
FAR = 5.0


def exact(values: list[list[float]], **options: int) -> Acceptability:
    """Return the acceptabilities of exact values over all weights."""
    return acceptability(values, values, anywhere([1] * len(values[0])), **options)


def close(found: Acceptability, first: list[float]) -> bool:
    """Return whether the first ranks are as expected, up to chance."""
    return bool(np.all(np.abs(found.ranks[:, 0] - first) <= FAR * found.errors[:, 0] + 1e-12))


def test_two_specialists_and_a_compromise() -> None:
    """(1,0), (0,1) and (.6,.6) come first on .4, .4 and .2 of all weights."""
    found = exact([[1, 0], [0, 1], [0.6, 0.6]])
    assert close(found, [0.4, 0.4, 0.2])
    assert found.errors.max() < 0.003
    # The compromise is never last, and the specialists share the last place.
    assert found.ranks[2, 2] == 0
    assert found.ranks[:2, 2] == pytest.approx([0.5, 0.5], abs=0.01)


def test_three_specialists_and_a_compromise() -> None:
    """The units of three dimensions and (.5,.5,.5) come first on a quarter of all weights each."""
    assert close(exact([[1, 0, 0], [0, 1, 0], [0, 0, 1], [0.5, 0.5, 0.5]]), [0.25] * 4)


@pytest.mark.parametrize("many", [2, 3, 4, 7])
def test_central_weights_are_rank_order_centroids_as_in_barron_and_barrett_1996(many: int) -> None:
    """The largest of uniform weights has the mean (1 + 1/2 + ... + 1/n) / n.

    Barron and Barrett (1996, "Decision quality using ranked attribute weights") derive it; here it
    is the central weight of the alternative that is good at one criterion and nothing else.
    """
    found = exact(np.eye(many).tolist())
    largest = sum(1 / place for place in range(1, many + 1)) / many
    assert np.diag(found.central) == pytest.approx(largest, abs=0.01)
    assert found.central.sum(axis=1) == pytest.approx(1)
    others = found.central[~np.eye(many, dtype=bool)]
    assert others == pytest.approx((1 - largest) / (many - 1), abs=0.01)


@pytest.mark.parametrize(
    ("low", "high", "first"),
    [
        ([[0.0], [0.7]], [[1.0], [0.7]], [0.3, 0.7]),
        ([[0.0], [0.5]], [[1.0], [1.0]], [0.25, 0.75]),
        ([[0.0], [0.25]], [[1.0], [0.75]], [0.5, 0.5]),
    ],
)
def test_intervals_on_one_criterion(
    low: list[list[float]], high: list[list[float]], first: list[float]
) -> None:
    """With one criterion only the intervals speak, and integrals give the shares."""
    found = acceptability(low, high, [[1.0]])
    assert close(found, first)
    assert found.confidence == pytest.approx(first, abs=0.06)
    assert found.central.tolist() == [[1.0], [1.0]]


def plainly(
    low: np.ndarray, high: np.ndarray, corners: np.ndarray, samples: int, seed: int
) -> np.ndarray:
    """Return rank acceptabilities by the book: nothing shared, nothing reused."""
    rng = np.random.default_rng(seed)
    weights = rng.dirichlet(np.ones(corners.shape[1]), samples) @ corners.T
    values = rng.uniform(low, high, (samples, *low.shape))
    scores = np.einsum("sc,sac->sa", weights, values)
    ranks = (scores[:, None, :] > scores[:, :, None]).sum(axis=2)
    places = range(len(low))
    return np.array([[(ranks[:, one] == place).mean() for place in places] for one in places])


@pytest.mark.parametrize("seed", range(6))
def test_it_agrees_with_sampling_by_the_book(seed: int) -> None:
    """On random problems the acceptabilities are those of plain independent draws."""
    rng = np.random.default_rng(seed)
    many, criteria = rng.integers(2, 9), rng.integers(1, 12)
    ends = np.sort(rng.random((2, many, criteria)), axis=0)
    if seed % 2:
        ends[1] = ends[0]
    corners = around(rng.random(criteria), leeway=rng.random())
    found = acceptability(*ends, corners, samples=40_000, seed=seed)
    wanted = plainly(*ends, np.asarray(corners), 40_000, seed)
    errors = np.sqrt(found.errors**2 + wanted * (1 - wanted) / 40_000)
    assert np.all(np.abs(found.ranks - wanted) <= FAR * errors + 1e-3)
    assert found.ranks.sum(axis=0) == pytest.approx(1)
    assert found.ranks.sum(axis=1) == pytest.approx(1)


def test_the_standard_errors_are_what_other_seeds_scatter_by() -> None:
    """Over many seeds the first ranks scatter as much as one run says of itself."""
    rng = np.random.default_rng(1)
    low = rng.random((4, 5)) * 0.5
    runs = [
        acceptability(low, low + 0.4, around([5, 4, 3, 2, 1]), samples=20_000, seed=seed)
        for seed in range(60)
    ]
    scatter = np.std([run.ranks[:, 0] for run in runs], axis=0, ddof=1)
    stated = np.sqrt(np.mean([run.errors[:, 0] ** 2 for run in runs], axis=0))
    assert np.all(scatter / stated < 1.4)
    assert np.all(scatter / stated > 0.7)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    """The result is a function of its arguments."""
    low, high = [[0.1, 0.8], [0.5, 0.3]], [[0.6, 0.9], [0.7, 0.8]]
    one, same, other = (
        acceptability(low, high, np.eye(2), samples=5000, seed=seed) for seed in (1, 1, 2)
    )
    for part in ("ranks", "errors", "central", "confidence"):
        assert getattr(one, part).tobytes() == getattr(same, part).tobytes()
    assert one.ranks.tobytes() != other.ranks.tobytes()


weights = st.lists(st.integers(0, 9), min_size=1, max_size=8).filter(any)


@given(weights, st.floats(0, 1))
def test_the_region_around_weights_has_them_as_its_centre(stated: list[int], leeway: float) -> None:
    """Corners are weights, their mean is what was stated, and what counts nothing stays at 0."""
    corners = np.asarray(around(stated, leeway))
    share = np.array(stated) / sum(stated)
    assert corners.shape == (len(stated), np.count_nonzero(stated))
    assert np.all(corners >= 0)
    assert corners.sum(axis=0) == pytest.approx(1)
    assert corners.mean(axis=1) == pytest.approx(share)
    assert not corners[share == 0].any()


def test_equal_weights_leave_all_weights_open_and_no_leeway_leaves_none() -> None:
    """The region around equal weights is the whole simplex; with leeway 0 it is one point."""
    open_to_all = np.asarray(anywhere([1, 1, 0, 1])).tolist()
    assert np.asarray(around([1, 1, 0, 1])).tolist() == open_to_all
    assert np.asarray(around([3, 1], leeway=0)) == pytest.approx(
        np.array([[0.75, 0.75], [0.25, 0.25]])
    )


@given(weights, st.floats(0, 1), st.integers(0, 99))
def test_corners_multiply_as_their_table_does(stated: list[int], leeway: float, seed: int) -> None:
    """What corners give without a table of them is what the table gives."""
    rng = np.random.default_rng(seed)
    for corners in (around(stated, leeway), anywhere(stated)):
        table = np.asarray(corners)[corners.counting]
        values, shares = rng.random((2, 3, corners.number))
        assert corners.values(values) == pytest.approx(values @ table)
        assert corners.weights(shares) == pytest.approx(shares @ table.T)


def test_the_last_ranks_of_many_are_counted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of more alternatives than ranks are told apart, the first ranks are what they are anyway."""
    low = np.random.default_rng(3).random((12, 4))
    whole = acceptability(low, low + 0.1, around([1, 2, 3, 4]), samples=3000)
    monkeypatch.setattr(smaa, "RANKS", 5)
    few = acceptability(low, low + 0.1, around([1, 2, 3, 4]), samples=3000)
    assert few.ranks.shape == few.errors.shape == (12, 5)
    assert few.ranks[:, :4].tolist() == whole.ranks[:, :4].tolist()
    assert few.errors[:, :4].tolist() == whole.errors[:, :4].tolist()
    assert few.ranks[:, 4] == pytest.approx(whole.ranks[:, 4:].sum(axis=1))
    for part in ("central", "confidence"):
        assert getattr(few, part).tobytes() == getattr(whole, part).tobytes()


@settings(max_examples=25, deadline=None)
@given(weights, st.integers(1, 6), st.integers(0, 99))
def test_the_mean_of_all_weights_drawn_is_as_stated(
    stated: list[int], many: int, seed: int
) -> None:
    """The central weights, averaged by how often each alternative is first, are the stated ones."""
    low = np.random.default_rng(seed).random((many, len(stated)))
    found = acceptability(low, low, around(stated), samples=20_000, seed=seed)
    mean = np.nansum(found.ranks[:, :1] * found.central, axis=0)
    assert mean == pytest.approx(np.array(stated) / sum(stated), abs=0.02)


def test_level_alternatives_rank_in_the_order_given() -> None:
    """A clone is always right behind its original, and takes nothing from the others."""
    found = exact([[1, 0], [0, 1], [1, 0]])
    assert found.ranks[:, 0] == pytest.approx([0.5, 0.5, 0], abs=0.01)
    assert found.ranks[0, 0] == found.ranks[2, 1]
    assert np.isnan(found.central[2]).all()
    assert np.isnan(found.confidence[2])


def test_what_is_sure_is_certain() -> None:
    """One alternative alone is first; one that is better everywhere is first with confidence 1."""
    assert exact([[0.3, 0.4]]).ranks.tolist() == [[1.0]]
    found = acceptability([[0.6, 0.7], [0.0, 0.1]], [[0.9, 0.9], [0.5, 0.6]], np.eye(2))
    assert found.ranks.tolist() == [[1, 0], [0, 1]]
    assert found.confidence[0] == 1


def test_samples_come_in_whole_batches() -> None:
    """The number of samples is rounded up, and a single batch has no standard errors."""
    found = exact([[1, 0], [0, 1]], samples=1)
    assert found.samples == BATCH
    assert np.isnan(found.errors).all()


@pytest.mark.parametrize(
    ("low", "high", "corners"),
    [
        ([[0.5]], [[0.4]], [[1.0]]),
        ([[-0.5]], [[0.4]], [[1.0]]),
        ([[0.5]], [[0.6]], [[-1.0]]),
        ([[0.5, 0.5]], [[0.6, 0.6]], [[1.0]]),
        ([0.5], [0.6], [[1.0]]),
    ],
)
def test_what_is_no_problem_is_refused(low: object, high: object, corners: object) -> None:
    """Ends in the wrong order, negative numbers and shapes that do not fit are errors."""
    with pytest.raises(ValueError, match=r"low|values|corners"):
        acceptability(low, high, corners)  # type: ignore[arg-type]


def test_leeway_beyond_the_simplex_is_refused() -> None:
    """A leeway outside [0, 1] would leave the simplex."""
    with pytest.raises(ValueError, match="leeway"):
        around([1, 2], leeway=1.1)


def test_draws_of_values_are_mirrored_in_their_intervals() -> None:
    """Every draw has its twin on the other side of the middle, and both are within."""
    lows, widths = np.array([[0.1, 0.5], [0.0, 0.2]]), np.array([[0.4, 0.0], [1.0, 0.3]])
    problem = smaa._Problem(lows, widths, given_corners(np.eye(2)), 7)
    one, twin = np.split(problem.tables(10), 2)
    assert one + twin == pytest.approx(np.broadcast_to(2 * lows + widths, one.shape))
    assert not np.allclose(one, twin)
    assert np.all((one >= lows) & (one <= lows + widths))
