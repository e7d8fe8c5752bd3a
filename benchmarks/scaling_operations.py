"""One operation on one knowledge base in a process of its own: what a call of it takes.

    python benchmarks/scaling_operations.py OPERATION FOLDER DRAWS

Prints a JSON object: the processor's seconds (user and system) of a call, the median of a few turns
where it is short, and the bytes of memory at the peak of the first call above what the process held
before, and how many steps a call takes, where it is no long one. "recommend, cold" counts from
the start of Python, this program's own imports among it.
"""

import json
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

from growth import steps
from synthetic_knowledge import QUESTIONS, STEPS

from recommender import recommend
from recommender.knowledge.view import Knowledge
from recommender.loading.loader import load
from recommender.recommendation import Recommendation
from recommender.requirements import Requirements

Call = Callable[[], object]
DAY = "2026-11-24"
#: A short call is repeated until that took so many seconds, and that so often. The first call is a
#: warming up, since what it keeps (views, values of facts) is kept for the next; but a long one is
#: made once.
ENOUGH, TURNS, LONG = 0.1, 5, 60.0
#: Every second question takes several answers.
NEEDS = {f"q{place}": ["o0", "o1"] if place % 2 else "o0" for place in range(QUESTIONS)}


# -- what is prepared, and the call that is measured -----------------------------------------------
def load_anew(folder: str, _draws: int) -> Call:
    """Read YAML, check, compile, keep: the caller gives a home without a cache."""
    import recommender.compiling  # noqa: F401 - imports are no part of the figure

    return lambda: load(folder)


def load_kept(folder: str, _draws: int) -> Call:
    """Load what was compiled before."""
    return lambda: load(folder)


def another_day(folder: str, _draws: int) -> Call:
    """Recommend as of a day that was not asked for yet."""
    known, days = load(folder), _days()
    return lambda: recommend(NEEDS, next(days), knowledge=known)


def same_day(folder: str, _draws: int) -> Call:
    """Recommend again."""
    known = load(folder)
    recommend(NEEDS, DAY, knowledge=known)
    return lambda: recommend(NEEDS, DAY, knowledge=known)


def coverage(folder: str, _draws: int) -> Call:
    """Tell what is known of what and when."""
    from recommender.maintaining.coverage import coverage

    known = load(folder)
    return lambda: coverage(known, DAY)


def possible_ranks(folder: str, _draws: int) -> Call:
    """Find the ranks that the intervals allow."""
    advice = _advice(load(folder))
    return lambda: advice.possible_ranks


def smaa(folder: str, draws: int) -> Call:
    """Sample weights and values, twice as many draws as are asked: near, and anywhere."""
    from recommender.sureness.of_decision import sureness

    advice = _advice(load(folder))
    sureness(advice, 1000)  # imports NumPy
    return lambda: sureness(advice, draws)


def batch(folder: str, draws: int) -> Call:
    """Find the first for many sets of needs."""
    import recommender.batch_arrays  # noqa: F401
    from recommender.batch import recommend_many

    known = load(folder)
    view, many = known.at(DAY), _many(draws)
    return lambda: recommend_many(many, view)


def single_weights(folder: str, _draws: int) -> Call:
    """Find the smallest change of one weight."""
    from recommender.sensitivity import weight_flips

    advice = _advice(load(folder))
    return lambda: weight_flips(advice)


def nearest_weights(folder: str, _draws: int) -> Call:
    """Find the smallest change of all weights that dethrones the first."""
    from recommender.flips.weights import nearest_change

    advice = _advice(load(folder))
    weights = advice.preferences.weights
    return lambda: nearest_change(advice.ranking, weights, weights.keys())


def weights_for_each(folder: str, _draws: int) -> Call:
    """Find the smallest change of all weights for each of the first others."""
    from recommender.flips.weights import changes_for_each

    advice = _advice(load(folder))
    weights = advice.preferences.weights
    return lambda: changes_for_each(advice.ranking, weights)


def answers(folder: str, _draws: int) -> Call:
    """Find each answer that would put another first."""
    from recommender.flips import answer_changes

    advice = _advice(load(folder))
    return lambda: answer_changes(advice)


def facts(folder: str, _draws: int) -> Call:
    """Find each fact that would put another first."""
    from recommender.flips import fact_changes

    advice = _advice(load(folder))
    return lambda: fact_changes(advice)


def needs(folder: str, _draws: int) -> Call:
    """Find each need that, given up, would put another first."""
    from recommender.flips import need_changes

    advice = _advice(load(folder))
    return lambda: need_changes(advice)


OPERATIONS: dict[str, Callable[[str, int], Call]] = {
    "load, YAML anew": load_anew,
    "load, from the cache": load_kept,
    "recommend, cold": lambda folder, _draws: lambda: _advice(load(folder)),
    "recommend, another day": another_day,
    "recommend, same day": same_day,
    "coverage": coverage,
    "possible ranks": possible_ranks,
    "SMAA": smaa,
    "batch": batch,
    "flips: one weight": single_weights,
    "flips: all weights, nearest": nearest_weights,
    "flips: all weights, for each": weights_for_each,
    "flips: answers": answers,
    "flips: facts": facts,
    "flips: needs": needs,
}
#: What a process can do once, since it keeps the result.
ONCE = ("load, YAML anew", "load, from the cache", "recommend, cold")


def _advice(known: Knowledge) -> Recommendation:
    return recommend(NEEDS, DAY, knowledge=known)


def _days() -> Iterator[str]:
    day = date(2026, 1, 1)
    while True:
        yield day.isoformat()
        day += timedelta(days=1)


def _many(sets: int) -> list[Requirements]:
    """Return made-up sets of needs, with most questions answered."""
    generator = random.Random(1)  # noqa: S311 - made-up needs, no secret
    found = []
    for _ in range(sets):
        given: dict[str, str | tuple[str, ...]] = {}
        for place in range(QUESTIONS):
            options = [f"o{one}" for one in range(len(STEPS)) if generator.random() < 0.4]
            if options:
                given[f"q{place}"] = tuple(options) if place % 2 else options[0]
        found.append(Requirements(given))
    return found


# -- measuring -------------------------------------------------------------------------------------
def main() -> None:
    """Measure one operation and print what a call takes."""
    operation, folder, draws = sys.argv[1], sys.argv[2], int(sys.argv[3])
    counted = None
    if operation == "recommend, cold":
        held = _start_of_peak()
        OPERATIONS[operation](folder, draws)()
        seconds, peak = time.process_time(), _memory("VmHWM")
    else:
        call = OPERATIONS[operation](folder, draws)
        held = _start_of_peak()
        seconds = _turn(call, 1)
        peak = _memory("VmHWM")
        if operation not in ONCE and seconds < LONG:
            seconds = _warm(call, seconds)
            if seconds < LONG / 10:
                counted = steps(call)
    found = {"seconds": seconds, "bytes": max(0, peak - held), "steps": counted}
    sys.stdout.write(json.dumps(found))


def _warm(call: Call, first: float) -> float:
    """Return the seconds of a call that is not the first, as many times as these need."""
    times = max(1, round(ENOUGH / max(first, 1e-6)))
    return statistics.median(_turn(call, times) for _ in range(TURNS if first < 1 else 1))


def _turn(call: Call, times: int) -> float:
    began = time.process_time()
    for _ in range(times):
        call()
    return (time.process_time() - began) / times


def _start_of_peak() -> int:
    """Let the peak of memory begin here, where that can be, and return what is held."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return _memory("VmHWM")


def _memory(name: str) -> int:
    """Return a figure of this process's memory, in bytes; its own peak where there is no /proc."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return 1024 * next(int(line.split()[1]) for line in lines if line.startswith(name))


if __name__ == "__main__":
    main()
