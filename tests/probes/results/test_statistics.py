from __future__ import annotations

import random
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.results.statistics import (
    SMALLEST_DIFFERENCE,
    Interval,
    Verdict,
    compare,
    compare_paired,
    median_interval,
    protocol_noise,
    spread,
    undisturbed,
    windows_agree,
    without_drift,
)

times = st.floats(min_value=1e-6, max_value=1e2)
sample_sets = st.lists(st.lists(times, min_size=1, max_size=8), min_size=1, max_size=4)
intervals = st.tuples(times, times, times).map(
    lambda three: Interval(sorted(three)[1], sorted(three)[0], sorted(three)[2])
)


@given(sample_sets)
def test_the_interval_holds_the_median_and_stays_among_the_samples(sets):
    """Bounds lie on their sides of the median of all samples, within the samples' range."""
    pooled = [sample for samples in sets for sample in samples]
    found = median_interval(sets, seed="a", resamples=50)
    assert found.median == statistics.median(pooled)
    assert min(pooled) <= found.low <= found.median <= found.high <= max(pooled)


@given(sample_sets)
def test_the_same_seed_gives_the_same_interval(sets):
    """The bootstrap is reproducible."""
    first, second = (median_interval(sets, seed="s", resamples=50) for _ in range(2))
    assert first == second


@given(sample_sets, st.integers(-3, 3))
def test_the_interval_is_in_the_samples_unit(sets, power):
    """Samples in another unit give the same interval in that unit (a power of two is exact)."""
    factor = 2.0**power
    found = median_interval(sets, seed="u", resamples=50)
    scaled = median_interval([[x * factor for x in s] for s in sets], seed="u", resamples=50)
    assert (scaled.median, scaled.low, scaled.high) == (
        found.median * factor,
        found.low * factor,
        found.high * factor,
    )


def test_sets_that_disagree_widen_the_interval():
    """The same samples give a wider interval when they differ between sets than within."""
    mixed = [[1.0, 1.1] * 6, [1.0, 1.1] * 6]
    apart = [[1.0] * 12, [1.1] * 12]
    narrow = median_interval(mixed, seed="w")
    wide = median_interval(apart, seed="w")
    assert (wide.low, wide.high) == (1.0, 1.1)
    assert wide.high - wide.low >= narrow.high - narrow.low


def test_the_interval_covers_the_truth():
    """Of 100 intervals for a known median, with 5 sets that each have a bias, most hold it.

    The hierarchical bootstrap of few sets is known to be somewhat narrow: 95 % becomes 80 to 95 %.
    Resampling the pooled samples alone holds it far less often, which is why it is not used.
    """
    generator = random.Random(5)  # noqa: S311 - reproducible on purpose
    hits = pooled_hits = 0
    for trial in range(100):
        biases = [generator.gauss(0.0, 0.1) for _ in range(5)]
        sets = [[10.0 + b + generator.gauss(0.0, 0.05) for _ in range(12)] for b in biases]
        found = median_interval(sets, seed=str(trial), resamples=150)
        hits += found.low <= 10.0 <= found.high
        pooled = median_interval([[x for s in sets for x in s]], seed=str(trial), resamples=150)
        pooled_hits += pooled.low <= 10.0 <= pooled.high
    assert hits >= 75
    assert pooled_hits < hits - 20


@pytest.mark.parametrize("sets", [[], [[]], [[1.0, float("nan")]], [[float("inf")]]])
def test_no_interval_without_sound_samples(sets):
    """Nothing, or something that is not a time, has no median."""
    with pytest.raises(ValueError, match="sample"):
        median_interval(sets, seed="x")


def test_windows():
    """Warm-up ends when two windows have medians within the tolerance, never before both are."""
    assert not windows_agree([1.0] * 5, 3)
    assert windows_agree([9.0, 1.0, 1.0, 1.0, 1.04, 1.04, 1.04], 3)
    assert not windows_agree([1.0, 1.0, 1.0, 1.06, 1.06, 1.06], 3)
    assert not windows_agree([1.052, 1.052, 1.0, 1.0], 2), "5 % of the smaller, whichever is first"
    assert not windows_agree([1.0, 1.0, 1.052, 1.052], 2)
    assert windows_agree([1.0, 50.0, 1.0, 1.0, 1.0, 70.0], 3), "one outlier in a window is nothing"


@given(intervals, intervals, st.floats(0.0, 1.0))
def test_comparing_is_antisymmetric(first, second, noise):
    """Whoever is faster, the other is slower; a tie is a tie from both sides."""
    opposite = {
        Verdict.FASTER: Verdict.SLOWER,
        Verdict.SLOWER: Verdict.FASTER,
        Verdict.TIE: Verdict.TIE,
    }
    assert compare(second, first, noise) is opposite[compare(first, second, noise)]


@given(intervals, intervals, st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_more_noise_never_makes_a_winner(first, second, noise, more):
    """What is a tie with little noise is a tie with more."""
    if compare(first, second, noise) is Verdict.TIE:
        assert compare(first, second, noise + more) is Verdict.TIE


shared_sets = st.integers(2, 4).flatmap(
    lambda n: st.tuples(*[st.lists(times, min_size=n, max_size=n) for _ in range(3)])
)


@given(shared_sets, st.floats(0.0, 1.0))
def test_comparing_in_pairs_is_antisymmetric(three, noise):
    """Whoever is faster set by set, the other is slower."""
    opposite = {
        Verdict.FASTER: Verdict.SLOWER,
        Verdict.SLOWER: Verdict.FASTER,
        Verdict.TIE: Verdict.TIE,
    }
    first, second, _ = three
    found = compare_paired(first, second, noise)
    assert compare_paired(second, first, noise) is opposite[found]


def test_pairs():
    """Sets that agree on the winner decide; sets that do not, or a small gap, are a tie."""
    assert compare_paired([1.0, 2.0, 1.5], [1.3, 2.6, 1.9], 0.05) is Verdict.FASTER
    assert compare_paired([1.3, 2.6, 1.9], [1.0, 2.0, 1.5], 0.05) is Verdict.SLOWER
    assert compare_paired([1.0, 2.0], [1.5, 1.9], 0.05) is Verdict.TIE
    assert compare_paired([1.0, 2.0], [1.05, 2.1], 0.0) is Verdict.TIE
    assert compare_paired([1.0, 2.0], [1.3, 2.6], 0.4) is Verdict.TIE


@given(shared_sets, st.integers(0, 2))
def test_common_drift_leaves_no_spread(three, which):
    """Jobs that differ by a factor and drift alike show no spread once the drift is taken out."""
    sets = three[which]
    for medians in without_drift([[x * f for x in sets] for f in (1.0, 2.0, 8.0, 3.0)]):
        assert spread(medians) < 1e-9
    assert without_drift([sets]) == [sets]
    assert without_drift([sets, sets]) == [sets, sets], "of two jobs nobody knows what is common"


def test_a_tie_is_an_overlap_or_a_small_gap():
    """Clear gaps win; overlaps, gaps under the noise and gaps under the smallest are ties."""
    one = Interval(1.0, 0.99, 1.01)
    assert compare(one, Interval(1.5, 1.45, 1.55), 0.1) is Verdict.FASTER
    assert compare(Interval(1.5, 1.45, 1.55), one, 0.1) is Verdict.SLOWER
    assert compare(one, Interval(1.5, 1.0, 1.6), 0.1) is Verdict.TIE
    assert compare(one, Interval(1.5, 1.45, 1.55), 0.6) is Verdict.TIE
    gap = 1.0 + SMALLEST_DIFFERENCE / 2
    assert compare(one, Interval(gap, gap - 0.01, gap + 0.01), 0.0) is Verdict.TIE


def test_disturbed_samples_are_left_out():
    """A sample during which others had the processor goes; if most are so, none does."""
    assert undisturbed([1.0, 1.0, 1.7, 1.0], [0.99, 1.0, 1.0, 0.98]) == [1.0, 1.0, 1.0]
    assert undisturbed([2.0, 2.0, 1.0], [1.0, 1.0, 1.0]) == [2.0, 2.0, 1.0]
    assert undisturbed([1.0, 1.1], [2.0, 2.2]) == [1.0, 1.1], "two threads"
    assert undisturbed([1.0, 1.1], [0.2, 0.22]) == [1.0, 1.1], "a framework that waits"
    assert undisturbed([], []) == []
    # The better quarter tells what is usual: 0.82 is no sample to keep where 1 can be had.
    shares = [0.7, 0.82, 0.9, 0.9, 0.9, 1.0, 1.0, 1.0]
    assert undisturbed(
        [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0],
        [share * wall for wall, share in enumerate(shares, start=1)],
    ) == [3.0, 4.0, 5.0, 6.0, 7.0, 8.0]


@given(st.lists(st.tuples(times, times), max_size=20))
def test_at_least_half_of_the_samples_stay(pairs):
    """Whatever happened on the machine, what stays is a half or more, in its order."""
    seconds = [wall for wall, _ in pairs]
    kept = undisturbed(seconds, [cpu for _, cpu in pairs])
    assert 2 * len(kept) >= len(seconds)
    rest = iter(seconds)
    assert all(any(sample == x for x in rest) for sample in kept)


def test_noise():
    """A job's spread is relative to its smallest set; a run's noise is its jobs' upper quartile."""
    assert spread([2.0, 2.2, 2.1]) == pytest.approx(0.1)
    assert spread([2.0]) == 0.0
    assert protocol_noise([]) == 0.0
    assert protocol_noise([0.01, 0.02, 0.03, 0.04, 5.0]) == 0.04
