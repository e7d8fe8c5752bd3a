import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.recommender.cli.test_commands import EXAMPLE, recommender
from tests.recommender.probed import answered, measured, stored

#: Moves every clock that Python asks; the day of a run is then another one.
CLOCK = """
import os, time
_by = float(os.environ["CLOCK_MOVED_BY"])
_time, _ns, _local, _gm = time.time, time.time_ns, time.localtime, time.gmtime
time.time = lambda: _time() + _by
time.time_ns = lambda: _ns() + int(_by * 1e9)
time.localtime = lambda at=None: _local(time.time() if at is None else at)
time.gmtime = lambda at=None: _gm(time.time() if at is None else at)
"""
YEARS = 365.25 * 24 * 3600
SETTINGS: tuple[dict[str, str], ...] = (
    {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0", "CLOCK_MOVED_BY": "0"},
    {
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "C",
        "PYTHONHASHSEED": "1",
        "COLUMNS": "40",
        "CLOCK_MOVED_BY": str(3 * YEARS),
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
    },
    {
        "TZ": "America/Adak",
        "LC_ALL": "POSIX",
        "PYTHONHASHSEED": "2",
        "LANGUAGE": "de",
        "CLOCK_MOVED_BY": str(-7 * YEARS),
        "PYTHONIOENCODING": "latin-1",
    },
)


@pytest.fixture
def moved_clock(tmp_path: Path) -> dict[str, str]:
    """Return the setting by which Python's clocks are moved in another process."""
    folder = tmp_path / "clock"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(CLOCK)
    return {"PYTHONPATH": f"{folder}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"}


def test_the_clock_of_these_tests_is_moved(moved_clock: dict[str, str]) -> None:
    """Without a date the advice is for another day in each of the settings."""
    days = set()
    for setting in SETTINGS:
        done = subprocess.run(
            [sys.executable, "-c", "from recommender.dates import today; print(today())"],
            env={**os.environ, **setting, **moved_clock},
            capture_output=True,
            text=True,
            check=True,
        )
        days.add(done.stdout)
    assert len(days) == len(SETTINGS)


def test_reports_are_the_same_bytes_everywhere_and_always(
    tmp_path: Path, moved_clock: dict[str, str]
) -> None:
    """Another day, time zone, locale, hash seed and encoding change no byte of any report."""
    results = stored(
        tmp_path / "run.jsonl",
        measured("numpy", "numpy", 0.002),
        measured("torch", "pytorch", 0.001),
        answered("torch", "pytorch", "gpu", answer=False),
    )
    given = (EXAMPLE, "--as-of", "2026-11-24", "--probes", results)
    made = []
    for number, setting in enumerate(SETTINGS):
        folder = tmp_path / str(number)
        folder.mkdir()
        variables = {**setting, **moved_clock}
        done = recommender("report", *given, "--folder", folder, **variables)
        assert done.code == 0, done.err
        text = done.out.replace(str(folder), "FOLDER")
        sure = recommender("sure", *given, **variables).out
        story = recommender("timeline", EXAMPLE, "--as-of", "2026-11-24", **variables).out
        files = {path.name: path.read_bytes() for path in folder.iterdir()}
        assert len(files) == 3
        made.append((text, sure, story, files))
    assert "acceptabilities" in made[0][3]["decision.json"].decode()
    assert made[0] == made[1] == made[2]
