"""Large libraries that environments have alike are one file, and nothing else is."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from probes.environments import collection, record, sharing
from tests.probes.environments import test_collection as one
from tests.probes.environments.test_collection import fake_python

if TYPE_CHECKING:
    from probes.environments.record import Environment

__all__ = ["fake_python"]

LIBRARY = "lib/python3.9/site-packages/net/libnet.so.2"
LARGE = b"\x7fELF" * 2**18


def folder(place: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return place


def same(first: Path, second: Path) -> bool:
    return first.stat().st_ino == second.stat().st_ino


def test_equal_large_libraries_become_one_file(tmp_path: Path) -> None:
    """The same bytes at the same place in two environments are on disk once afterwards."""
    old, new = (folder(tmp_path / name, {LIBRARY: LARGE}) for name in ("old", "new"))
    assert sharing.share(new, [tmp_path / "none", old]) == (LIBRARY,)
    assert same(old / LIBRARY, new / LIBRARY)
    assert (new / LIBRARY).read_bytes() == LARGE
    assert [path.name for path in (new / LIBRARY).parent.iterdir()] == ["libnet.so.2"]


@pytest.mark.parametrize(
    ("name", "content", "other"),
    [
        ("lib/module.py", LARGE, LARGE),
        ("lib/__pycache__/module.cpython-39.pyc", LARGE, LARGE),
        ("lib/weights.bin", LARGE, LARGE),
        ("lib/small.so", LARGE[:-1], LARGE[:-1]),
        (LIBRARY, LARGE, LARGE[:-1] + b"G"),
        (LIBRARY, LARGE, LARGE + b"F"),
    ],
)
def test_what_is_edited_small_or_different_stays_apart(
    tmp_path: Path, name: str, content: bytes, other: bytes
) -> None:
    """Sources, bytecode, data, small libraries and those that differ in a byte are never linked."""
    old, new = folder(tmp_path / "old", {name: other}), folder(tmp_path / "new", {name: content})
    assert sharing.share(new, [old]) == ()
    assert not same(old / name, new / name)
    assert ((old / name).read_bytes(), (new / name).read_bytes()) == (other, content)


def test_other_rights_and_symbolic_links_stay_apart(tmp_path: Path) -> None:
    """A file that others may write, or a link to one, does not become anybody's library."""
    old, new = (folder(tmp_path / name, {LIBRARY: LARGE}) for name in ("old", "new"))
    (old / LIBRARY).chmod(0o666)
    assert sharing.share(new, [old]) == ()
    (old / LIBRARY).rename(old / "elsewhere")
    (old / LIBRARY).symlink_to(old / "elsewhere")
    assert sharing.share(new, [old]) == ()


@pytest.mark.parametrize("number", [errno.EPERM, errno.EMLINK, errno.ENOTSUP, errno.ENOENT])
def test_without_links_copies_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """Where a link cannot be made nothing is said and nothing changes."""

    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    old, new = (folder(tmp_path / name, {LIBRARY: LARGE}) for name in ("old", "new"))
    monkeypatch.setattr(os, "link", refuse)
    assert sharing.share(new, [old]) == ()
    assert (new / LIBRARY).read_bytes() == LARGE
    assert [path.name for path in (new / LIBRARY).parent.iterdir()] == ["libnet.so.2"]


INSTALL = f"""
folder=$(dirname "$0")/../{Path(LIBRARY).parent}; mkdir -p $folder
head -c 3000000 /dev/zero > $folder/libnet.so.2
"""


def build(stack: str) -> Environment:
    made = one.recipe({"python": "==3.9"}, stack=stack)
    return collection.build(collection.plan(made, one.MACHINE))


@pytest.mark.usefixtures("fake_python")
def test_sizes_count_what_is_shared_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """All environments take what is on disk, at every time, also when one of them is removed."""
    monkeypatch.setenv("FAKE_PIP", INSTALL)
    first, second, third = (build(stack) for stack in ("first", "second", "third"))
    assert [environment.shared for environment in (first, second, third)] == [
        (),
        (LIBRARY,),
        (LIBRARY,),
    ]
    assert collection.list_environments() == (first, second, third)
    assert sharing.shared_bytes(second) == 3_000_000

    def counted() -> int:
        return sharing.disk_bytes(collection.list_environments())

    three = sum(environment.size_bytes or 0 for environment in (first, second, third))
    assert counted() == three - 2 * 3_000_000
    collection.remove(first)
    assert (second.path / LIBRARY).stat().st_size == 3_000_000
    assert counted() == three - 3_000_000 - (first.size_bytes or 0)
    collection.remove(third)
    assert counted() == second.size_bytes
    assert sharing.shared_bytes(second) == 0
    assert record.load(second.path) == second


@pytest.mark.usefixtures("fake_python")
def test_a_record_from_before_sharing_is_read() -> None:
    """An environment that an earlier version built stands, and shares nothing."""
    built = build("first")
    record = built.path / "environment.json"
    record.write_text(record.read_text().replace('"shared": [],', ""))
    assert collection.list_environments() == (built,)
