import os
import socket
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from recommender.cli.refresh import refreshed
from recommender.compiling import check_texts
from recommender.errors import KnowledgeError, UserError
from recommender.loading.loader import load
from recommender.maintaining.package_index import IndexUnreachableError, Pip, final, ordered
from recommender.maintaining.refreshing import Latest, latest, package_of, specifier
from tests.recommender.cli.test_commands import recommender
from tests.recommender.index_server import index

TODAY = "2026-03-01"
PURE = ["py3-none-any"]
WHEELS = [f"cp3{minor}-cp3{minor}-manylinux_2_17_x86_64" for minor in (11, 12, 13)]
RELEASES = {
    "alpha": [
        ("1.0", "2025-06-10", PURE, ">=3.9"),
        ("1.10", "2026-02-03", WHEELS, ">=3.11"),
        ("1.9", "2026-01-03", WHEELS, ">=3.11"),
        ("2.0rc1", "2026-02-20", PURE, ">=3.11"),
    ],
    "beta-x": [("0.9", "2025-01-02", PURE, ">=3.10")],
}
ALPHA = """# What is known of Alpha.
id: alpha
name: Alpha
kind: framework
package: alpha
releases:
  - version: "1.0"  # the first
    date: 2025-06-10
    source: alpha-index

facts:
  # ---- running it ------
  - attribute: python_versions
    value: ">=3.9"
    from: 2025-06-10
    source: [alpha-index]
    note: >-
      A note
      of two lines.
  # ---- the rest ------
  - {attribute: maintenance, value: active, from: 2025-06, source: alpha-index}
"""
BETA = """id: beta
name: Beta
kind: framework
package: beta-x
releases: [{version: "0.9", date: 2025-01-02, source: beta-index}]
facts:
  - {attribute: python_versions, value: ">=3.10,<3.14", from: 2025-01-02, source: beta-index}
"""
SOURCES = """
- {id: alpha-index, title: "alpha, release list, Python Package Index", kind: index, record: true,
   read: 2025-07-01}
- {id: beta-index, title: "beta-x, release list, Python Package Index", kind: index, record: true,
   read: 2025-07-01}
"""
QUOTED = SOURCES.replace("2025-07-01", '"2025-07-01"')
ATTRIBUTES = """
- {id: python_versions, topic: platform, meaning: Pythons., type: versions, shelf_life: 1}
- {id: maintenance, topic: life, meaning: Maintenance., type: level, shelf_life: 1, levels: [
    {id: ended, meaning: Ended.}, {id: active, meaning: Active.}]}
"""
CRITERIA = """
- {id: life, name: Life, group: life, meaning: Life., importance: 1,
   reads: [{attribute: maintenance}]}
"""
QUESTIONS = """
- {id: purpose, text: What for?, help: Use., options: [{id: a, label: A}, {id: b, label: B}]}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A knowledge base of two frameworks."""
    files = {
        "frameworks/alpha.yaml": ALPHA,
        "frameworks/beta.yaml": BETA,
        "sources/all.yaml": SOURCES,
        "attributes.yaml": ATTRIBUTES,
        "criteria.yaml": CRITERIA,
        "questions.yaml": QUESTIONS,
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return tmp_path


class Listed(Pip):
    """What pip would tell of the releases, without starting it: the same rules, by hand."""

    dated = True

    def versions(
        self, package: str, python: str | None = None, before: str | None = None
    ) -> tuple[str, ...]:
        """Return the final releases that have a wheel for a Python and were there before a day."""
        if before and not self.dated:
            raise UserError("the index tells no upload times")
        minor = int((python or "3.11").split(".")[1])
        found = [
            version
            for version, day, tags, requires in RELEASES.get(package, [])
            if minor >= int(requires.split(".")[1])
            and any(tag.startswith(("py3-", f"cp3{minor}-")) for tag in tags)
            and (before is None or day < before)
            and final(version)
        ]
        return tuple(sorted(found, key=ordered, reverse=True))


def settings(address: str) -> dict[str, str]:
    """Return the environment in which pip asks one index only, by its own settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    return {**kept, "PIP_INDEX_URL": address, "PIP_CONFIG_FILE": os.devnull}


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An index on this machine, and a pip that is set up to ask it."""
    with index(RELEASES) as address:
        for name in [name for name in os.environ if name.startswith("PIP_")]:
            monkeypatch.delenv(name)
        monkeypatch.setenv("PIP_INDEX_URL", address)
        monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
        yield address


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (("alpha", "3.12", "2026-02-03"), ("1.9", "1.0")),
        (("alpha", "3.12", "2026-02-04"), ("1.10", "1.9", "1.0")),
        (("alpha", "3.40", None), ("1.0",)),
        (("gamma", None, None), ()),
    ],
)
def test_pip_tells_final_releases_by_python_and_by_day(
    question: tuple[str, str | None, str | None], answer: tuple[str, ...]
) -> None:
    """Newest first by number, no candidates, by wheels and upload; and so do the rules by hand."""
    assert Pip().versions(*question) == answer
    assert Listed().versions(*question) == answer


def test_the_newest_release_its_day_and_its_pythons_are_found() -> None:
    """1.10 of 3 February has wheels for 3.11 to 3.13; 0.9 of beta would do on any later one."""
    found = latest("alpha", Listed().versions, {"1.0": "2025-06-10"}, TODAY)
    assert found == Latest("alpha", "1.10", "2026-02-03", (11, 12, 13), open_ended=False)
    beta = latest("beta-x", Listed().versions, {"0.9": "2025-01-02"}, TODAY)
    assert beta is not None
    assert (beta.version, beta.pythons[0], beta.open_ended) == ("0.9", 10, True)


def test_the_change_is_a_diff_and_nothing_is_written(folder: Path) -> None:
    """A release, a fact and the day of reading are added in their places; comments stay."""
    before = {path: path.read_bytes() for path in folder.rglob("*.yaml")}
    said = "\n".join(refreshed(folder, [], TODAY, write=False, pip=Listed()))
    assert "alpha        1.10 of 2026-02-03 is new; Python >=3.9 → >=3.11,<3.14" in said
    assert "beta         0.9 of 2025-01-02; as known" in said
    assert f"--- a/{folder.name}/frameworks/alpha.yaml" in said
    added = [line for line in said.splitlines() if line.startswith("+ ")]
    assert added == [
        '+  - {version: "1.10", date: 2026-02-03, source: alpha-index}',
        '+  - {attribute: python_versions, value: ">=3.11,<3.14", from: 2026-03-01, '
        "source: [alpha-index#1.10]}",
        "+   read: 2026-03-01}",
    ]
    assert "Nothing is written" in said
    assert {path: path.read_bytes() for path in folder.rglob("*.yaml")} == before


def test_with_write_the_files_change_and_a_second_look_finds_nothing(folder: Path) -> None:
    """What is written can be read, holds the release, and is then as the index has it."""
    list(refreshed(folder, [], TODAY, write=True, pip=Listed()))
    known = load(folder)
    assert [release.version for release in known.frameworks["alpha"].releases] == ["1.0", "1.10"]
    assert known.at(TODAY).frameworks["alpha"].value("python_versions") == ">=3.11,<3.14"
    assert "# ---- the rest ------\n" in (folder / "frameworks" / "alpha.yaml").read_text()
    assert list(refreshed(folder, [], TODAY, write=True, pip=Listed()))[-1] == "Nothing to change."


def test_files_may_end_without_a_line_and_quote_their_dates(folder: Path) -> None:
    """What another editor makes of the same files is changed as well."""
    for name, text in (("frameworks/alpha", ALPHA.rstrip("\n")), ("sources/all", QUOTED)):
        (folder / f"{name}.yaml").write_text(text)
    list(refreshed(folder, ["alpha"], TODAY, write=True, pip=Listed()))
    known = load(folder)
    assert [release.version for release in known.frameworks["alpha"].releases] == ["1.0", "1.10"]
    reads = {name: source.read for name, source in known.sources.items()}
    assert (reads["alpha-index"], reads["beta-index"]) == (TODAY, "2025-07-01")


def test_a_source_without_a_day_of_reading_is_named(folder: Path) -> None:
    """Where no day can be renewed, one line says where it is missing."""
    bare = SOURCES.replace(",\n   read: 2025-07-01", "", 1)
    (folder / "sources" / "all.yaml").write_text(bare)
    with pytest.raises(KnowledgeError, match=r"sources/all\.yaml:2: says not when it was read"):
        list(refreshed(folder, ["alpha"], TODAY, write=True, pip=Listed()))


@pytest.mark.parametrize(("only", "said"), [("0.9+cpu", "0.9+cpu"), ("0.8", "0.8")])
def test_an_older_release_is_no_news(folder: Path, only: str, said: str) -> None:
    """A build of one's own of a known release, or an index that lags behind, changes nothing."""

    class Behind(Listed):
        def versions(
            self, package: str, python: str | None = None, before: str | None = None
        ) -> tuple[str, ...]:
            return (only,) if super().versions(package, python, before) else ()

    done = "\n".join(refreshed(folder, ["beta"], TODAY, write=False, pip=Behind()))
    assert f"beta         {said}" in done
    assert "is new" not in done
    assert ("older than 0.9, as known" in done) == (only == "0.8")


def test_where_no_upload_times_are_told_the_day_is_the_latest_possible(folder: Path) -> None:
    """A mirror without upload times: the release is out by today at the latest, and says so."""

    class Undated(Listed):
        dated = False

    said = "\n".join(refreshed(folder, ["alpha"], TODAY, write=False, pip=Undated()))
    assert "1.10, no upload date told is new" in said
    assert "date: 2026-03-01, source: alpha-index, note: Out by then at the latest.}" in said


@pytest.mark.real
@pytest.mark.usefixtures("served")
def test_the_command_asks_pip(folder: Path) -> None:
    """`kb refresh` with a real pip and a real index proposes the same as without."""
    done = recommender("kb", "refresh", "beta", "--folder", folder)
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        "beta         0.9 of 2025-01-02; as known",
        "Nothing to change.",
    ]


def test_an_index_that_is_away_is_one_line(folder: Path) -> None:
    """Offline, one line says that nothing was compared, and nothing is written."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/simple"
    before = {path: path.read_bytes() for path in folder.rglob("*.yaml")}
    done = recommender(
        *("kb", "refresh", "alpha", "--folder", folder, "--write"),
        **{name: value for name, value in settings(address).items() if name.startswith("PIP_")},
        PIP_EXTRA_INDEX_URL="",
        PIP_FIND_LINKS="",
    )
    assert done.code == 2
    assert done.err.startswith("error: the package index cannot be reached; nothing was compared")
    assert done.err.count("\n") == 1
    assert {path: path.read_bytes() for path in folder.rglob("*.yaml")} == before


def test_an_unknown_framework_is_one_line(folder: Path) -> None:
    """A misspelt framework is answered with the one that was meant, before pip is asked."""
    with pytest.raises(UserError, match="did you mean 'alpha'"):
        list(refreshed(folder, ["alfa"], TODAY, write=False, pip=Listed()))


def test_a_framework_without_a_package_is_passed_over(folder: Path) -> None:
    """Where neither the file nor a recipe names a package, the line says what to add."""
    (folder / "frameworks" / "alpha.yaml").write_text(ALPHA.replace("package: alpha\n", ""))
    assert package_of(load(folder).frameworks["alpha"]) is None
    first, last = refreshed(folder, ["alpha"], TODAY, write=False, pip=Listed())
    assert "add 'package' to its file" in first
    assert last == "Nothing to change."


def test_an_unreachable_index_is_told_apart_from_one_without_dates() -> None:
    """A day is not given up as untold when it was the index that went away."""
    answers = iter([("1.1",)] * 9)

    def ask(_: str, _python: str | None, before: str | None) -> tuple[str, ...]:
        if before:
            raise IndexUnreachableError("gone")
        return next(answers)

    with pytest.raises(IndexUnreachableError):
        latest("alpha", ask, {"1.0": "2025-01-01"}, TODAY)


@given(some.dates(date(2012, 1, 1), date(2026, 3, 1)))
def test_halving_finds_every_day(day: date) -> None:
    """Whenever a release was uploaded, before or after what is known, its day is found."""

    def ask(_: str, _python: str | None, before: str | None) -> tuple[str, ...]:
        return ("2.0",) if before is None or before > str(day) else ()

    found = latest("alpha", ask, {"1.0": "2025-06-10"}, TODAY)
    assert found is not None
    assert found.date == str(day)


@pytest.mark.parametrize(
    ("pythons", "open_ended", "stated", "expected"),
    [
        ((11, 12, 13), False, ">=3.9", ">=3.11,<3.14"),
        ((10, 11, 12), True, ">=3.9,<3.14", ">=3.10,<3.14"),
        ((10, 11, 12), True, None, ">=3.10"),
        ((), True, ">=3.9", None),
    ],
)
def test_pythons_become_a_specifier(
    pythons: tuple[int, ...], open_ended: bool, stated: str | None, expected: str | None
) -> None:
    """Wheels give both ends; an open end keeps what was stated of it; no wheels say nothing."""
    assert specifier(Latest("a", "1", None, pythons, open_ended), stated) == expected


def test_versions_sort_by_their_numbers() -> None:
    """2.10 is newer than 2.9, a post-release than its release; candidates are not final."""
    assert sorted(["2.10", "2.9", "2.9.post1", "1.0", "2.9+cpu"], key=ordered)[-1] == "2.10"
    assert ordered("2.9.post1") > ordered("2.9") == ordered("2.9.0") == ordered("2.9+cpu")
    assert [final(one) for one in ("1.0", "1.0rc1", "1.0.dev3", "1.0.post2")] == [
        True,
        False,
        False,
        True,
    ]


def test_the_made_up_knowledge_base_is_sound(folder: Path) -> None:
    """The base of these tests can itself be read."""
    texts = {
        path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*.yaml")
    }
    assert check_texts(texts).faults == ()
