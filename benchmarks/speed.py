"""The speed of the project beside what people would use instead, in one run, as ratios.

    python benchmarks/speed.py --peers .bench/bin/python [--rounds 15] [--store FILE | --check FILE]

Processes take turns in shuffled rounds, so that a drift of the machine hits all; each figure is the
median over rounds of its ratio to a yardstick of the same round, with the quartiles. Times are the
processor's, user and system: on an idle machine that is what a user waits, and on a busy one the
clock would tell of the others. ``--check`` compares with a stored run and fails only where the
quartiles of a ratio lie wholly above the stored ones and the median is a quarter more.
"""

import argparse
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
PEERS = HERE / "peers"
SLOWER = 1.25
PASS, TYPER, COLD = "python -c pass", "bare Typer --help", "recommend(), cold"
FILE, HELP = "recommender recommend FILE", "recommender --help"
PYMCDM, SCIKIT, PYDECISION = "pymcdm", "scikit-criteria", "pyDecision"
NUMPY = "import numpy"
#: What a figure is a ratio of: (name, above, below, the target, whether at most or at least).
RATIOS = (
    ("recommend() cold / python", COLD, PASS, 4.0, "at most"),
    ("recommender recommend FILE / bare Typer", FILE, TYPER, 1.5, "at most"),
    ("recommender --help / bare Typer", HELP, TYPER, 1.15, "at most"),
    ("pymcdm's decision / recommend() cold", PYMCDM, COLD, 10.0, "at least"),
    ("scikit-criteria's decision / recommend() cold", SCIKIT, COLD, 20.0, "at least"),
    ("pyDecision's decision / recommend() cold", PYDECISION, COLD, None, ""),
    ("import numpy / recommend() cold", NUMPY, COLD, None, ""),
)


@dataclass(frozen=True)
class Figure:
    """The median of a ratio over the rounds, and its quartiles."""

    median: float
    low: float
    high: float


def main() -> int:
    """Measure, print, and store or check; 1 where something has become slower."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", type=Path, required=True, help="the peers' Python")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--check", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as empty:
        times = processes(given.peers.absolute(), given.rounds, empty)
    figures = {name: ratio(times[above], times[below]) for name, above, below, *_ in RATIOS}
    for name, measured in times.items():
        sys.stdout.write(f"{name:<48}{1000 * statistics.median(measured):8.1f} ms\n")
    sys.stdout.write("\n")
    for name, _, _, target, kind in RATIOS:
        one = figures[name]
        wanted = f"   {kind} {target:g}" if target else ""
        sys.stdout.write(f"{name:<48}{one.median:8.2f}   {one.low:.2f} to {one.high:.2f}{wanted}\n")
    warm(given.peers.absolute())
    if given.store:
        plain = {name: vars(one) for name, one in figures.items()}
        given.store.write_text(json.dumps(plain, indent=1) + "\n", encoding="utf-8")
    return check(figures, given.check) if given.check else 0


def processes(peers: Path, rounds: int, empty: str) -> dict[str, list[float]]:
    """Return the processor's seconds of each command, one a round."""
    own = sys.executable
    needs = str(HERE.parent / "examples" / "research-2017.yaml")
    call = "from recommender import recommend; recommend({'purpose': 'research'}).best"
    commands = {
        PASS: [own, "-c", "pass"],
        TYPER: [own, str(PEERS / "bare_typer.py"), "--help"],
        COLD: [own, "-c", call],
        FILE: [own, "-m", "recommender", "recommend", needs],
        HELP: [own, "-m", "recommender", "--help"],
        NUMPY: [str(peers), "-c", "import numpy"],
        PYMCDM: [str(peers), str(PEERS / "topsis_pymcdm.py")],
        SCIKIT: [str(peers), str(PEERS / "topsis_scikit_criteria.py")],
        PYDECISION: [str(peers), str(PEERS / "topsis_pydecision.py")],
    }
    # A home without results; compiled modules are kept, as they are where somebody works.
    environment = {"FRAMEWORK_RECOMMENDER_HOME": empty, "PATH": "/usr/bin:/bin", "HOME": empty}
    found: dict[str, list[float]] = {name: [] for name in commands}
    turns = list(commands)
    for number in range(-1, rounds):
        random.shuffle(turns)
        for name in turns:
            seconds = cost(commands[name], environment)
            if number >= 0:  # the first round fills caches
                found[name].append(seconds)
    return found


def cost(command: list[str], environment: dict[str, str]) -> float:
    """Return the processor's seconds, user and system, of a command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=environment, check=True, capture_output=True)  # noqa: S603
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def ratio(above: list[float], below: list[float]) -> Figure:
    """Return the ratio of two commands round by round."""
    ratios = [one / other for one, other in zip(above, below, strict=True)]
    low, median, high = statistics.quantiles(ratios, n=4)
    return Figure(median, low, high)


def warm(peers: Path) -> None:
    """Print what a call takes in a process that has been at it for a while."""
    peer = _json([str(peers), str(PEERS / "warm.py")])
    own = _json([sys.executable, str(HERE / "warm.py")])
    sys.stdout.write("\n")
    for name, seconds in {**peer, **own}.items():
        sys.stdout.write(f"{name:<48}{1e6 * seconds:12.1f} µs\n")
    floor = own["SMAA, 100,000 weights"] / peer["numpy, SMAA floor"]
    sys.stdout.write(f"{'SMAA / numpy, SMAA floor':<48}{floor:8.2f}   at most 1.5\n")
    for kind in ("the first time", "other needs", "the same needs"):
        rate = 1 / own[f"batch, a set, {kind}"]
        sys.stdout.write(f"{f'batch, sets a second, {kind}':<48}{rate:8,.0f}   at least 20,000\n")


def _json(command: list[str]) -> dict[str, float]:
    # On one thread: a second one of NumPy's library spins while it waits, and its time would count.
    one = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    done = subprocess.run(  # noqa: S603
        command, env={**os.environ, **one}, check=True, capture_output=True, text=True
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def check(figures: dict[str, Figure], stored: Path) -> int:
    """Return 1 where a ratio of ours is surely worse than it was stored, and say which."""
    before = json.loads(stored.read_text(encoding="utf-8"))
    worse = []
    for name, _, _, _, kind in RATIOS:
        then, now = Figure(**before[name]), figures[name]
        if kind == "at most" and now.low > then.high and now.median > SLOWER * then.median:
            worse.append(f"{name}: {now.median:.2f}, was {then.median:.2f}")
    sys.stdout.write("\n".join(["", *worse]) + "\n" if worse else "\nnothing became slower\n")
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
