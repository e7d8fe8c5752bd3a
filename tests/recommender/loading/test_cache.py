import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from recommender.errors import KnowledgeError
from recommender.knowledge.view import Knowledge
from recommender.loading import cache, loader
from tests.recommender import tiny


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a knowledge base whose files have settled, and an empty cache."""
    monkeypatch.setenv("FRAMEWORK_RECOMMENDER_HOME", str(tmp_path / "home"))
    base = tmp_path / "base"
    for name, text in tiny.texts().items():
        path = base / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        an_hour_ago = time.time() - 3600
        os.utime(path, (an_hour_ago, an_hour_ago))
    return base


@pytest.fixture
def load(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Knowledge]:
    """Load as a fresh process does; ``compiles`` says whether the YAML may be parsed."""

    def loaded(*, compiles: bool) -> Knowledge:
        monkeypatch.setattr(loader, "_loaded", {})
        with monkeypatch.context() as patched:
            if not compiles:
                patched.setattr("recommender.compiling.compile_texts", None)
            return loader.load(folder)

    return loaded


def kept(folder: Path, name: str) -> Path:
    """Return the one file of the cache whose name begins so."""
    (found,) = (folder.parent / "home" / "cache").glob(f"{name}-*")
    return found


def test_what_the_cache_gives_is_what_compiling_gives(load: Callable[..., Knowledge]) -> None:
    """Types made from the cache are equal to those made from the YAML."""
    fresh, cached = load(compiles=True), load(compiles=False)
    assert fresh is not cached
    for name in ("digest", "attributes", "criteria", "questions", "rules", "frameworks", "studies"):
        assert getattr(fresh, name) == getattr(cached, name), name
    for name in ("sources", "articles", "yardsticks", "capabilities"):
        assert dict(getattr(fresh, name)) == dict(getattr(cached, name)), name


def test_unchanged_files_are_not_read(
    load: Callable[..., Knowledge], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once the state is known by its stamp, the YAML is neither parsed nor read."""
    load(compiles=True)
    monkeypatch.setattr(loader, "read_files", None)
    load(compiles=False)


def test_a_changed_file_is_read_again(load: Callable[..., Knowledge], folder: Path) -> None:
    """A change of any file changes what is loaded, and going back finds the old state."""
    before = load(compiles=True)
    path = folder / "questions.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + "\n# a comment\n", encoding="utf-8")
    assert load(compiles=True).digest != before.digest
    path.write_text(text, encoding="utf-8")
    assert load(compiles=False).digest == before.digest


def test_a_change_within_a_tick_of_the_clock_is_seen(
    load: Callable[..., Knowledge], folder: Path
) -> None:
    """A file as young as the clock is coarse is not trusted by its stamp: it is read again."""
    path = folder / "questions.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "# a\n", encoding="utf-8")
    before, stamped = load(compiles=True), path.stat()
    path.write_text(path.read_text(encoding="utf-8").replace("# a\n", "# b\n"), encoding="utf-8")
    os.utime(path, ns=(stamped.st_atime_ns, stamped.st_mtime_ns))
    assert load(compiles=True).digest != before.digest


@pytest.mark.parametrize("name", ["knowledge", "stamp"])
@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda content: content[: len(content) // 2],
        lambda content: content[:-9] + bytes([content[-9] ^ 1]) + content[-8:],
        lambda content: b"framework-recommender knowledge 0\n" + content.partition(b"\n")[2],
        lambda content: b"\x00" * len(content),
    ],
    ids=["emptied", "cut off", "a bit flipped", "of another format", "zeros"],
)
def test_a_damaged_file_is_made_anew(
    load: Callable[..., Knowledge], folder: Path, name: str, damage: Callable[[bytes], bytes]
) -> None:
    """Whatever happens to a file of the cache, the answer stays right and the file is mended."""
    fresh = load(compiles=True)
    path = kept(folder, name)
    whole = path.read_bytes()
    path.write_bytes(damage(whole))
    assert load(compiles=True).frameworks == fresh.frameworks
    assert path.read_bytes() == whole


def test_a_cache_of_somebody_else_is_not_read(
    load: Callable[..., Knowledge], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that belongs to another user is ignored."""
    load(compiles=True)
    os.chown(kept(folder, "knowledge"), 12_345, -1) if os.getuid() == 0 else monkeypatch.setattr(
        "os.getuid", lambda: 12_345
    )
    assert cache.found(str(folder), kept(folder, "knowledge").name[10:]) is None


def test_a_cache_that_cannot_be_written_is_none(
    load: Callable[..., Knowledge], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A home that is no folder costs time, not the answer."""
    (folder.parent / "file").write_text("")
    monkeypatch.setenv("FRAMEWORK_RECOMMENDER_HOME", str(folder.parent / "file"))
    assert load(compiles=True).frameworks


def test_a_precompiled_state_is_used(load: Callable[..., Knowledge], folder: Path) -> None:
    """What a wheel ships beside the YAML spares the first run the parsing, while it fits."""
    shipped = folder / cache.SHIPPED
    shipped.write_bytes(loader.precompiled(str(folder)))
    assert load(compiles=False).frameworks
    path = folder / "questions.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "\n# new\n", encoding="utf-8")
    assert load(compiles=True).frameworks


def test_old_states_go(load: Callable[..., Knowledge], folder: Path) -> None:
    """The cache does not grow with every edit of the knowledge base."""
    path = folder / "questions.yaml"
    for number in range(cache.KEPT + 3):
        path.write_text(path.read_text(encoding="utf-8") + f"# {number}\n", encoding="utf-8")
        load(compiles=True)
    states = list((folder.parent / "home" / "cache").glob("knowledge-*"))
    assert len(states) == cache.KEPT


def test_first_runs_at_the_same_time_agree(folder: Path) -> None:
    """Processes that all find an empty cache all answer, and leave one whole file."""
    code = f"from recommender.loading.loader import load; print(load({str(folder)!r}).digest)"
    running = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    said = {process.communicate(timeout=60)[0] for process in running}
    assert len(said) == 1
    assert all(process.returncode == 0 for process in running)
    assert len(list((folder.parent / "home" / "cache").iterdir())) == 2


def test_a_folder_without_yaml_is_one_clear_line(tmp_path: Path) -> None:
    """A folder that holds no knowledge base is told so."""
    with pytest.raises(KnowledgeError, match="no knowledge base here"):
        loader.load(tmp_path)


def test_a_folder_can_move(load: Callable[..., Knowledge], folder: Path) -> None:
    """A copy of the folder elsewhere finds the same compiled state by its digest."""
    load(compiles=True)
    moved = folder.parent / "moved"
    shutil.copytree(folder, moved)
    assert loader.load(moved).frameworks
    assert kept(folder, "knowledge")


def test_a_folder_may_have_any_name(folder: Path) -> None:
    """A name that is no UTF-8 is a name all the same, and its state is found by its stamp."""
    odd = os.fsdecode(os.fsencode(folder.parent) + b"/\xff")
    shutil.copytree(folder, odd)
    names = sorted(tiny.texts())
    found = loader.load(odd)
    assert cache.stamp(odd, names).digest() == found.digest


def test_what_an_editor_leaves_is_not_read(load: Callable[..., Knowledge], folder: Path) -> None:
    """A lock such as Emacs makes beside the file that it edits is no part of the knowledge."""
    (folder / "frameworks" / ".#alpha.yaml").symlink_to("somebody@somewhere.1")
    assert load(compiles=True).frameworks


def test_a_file_that_cannot_be_read_is_one_clear_line(folder: Path) -> None:
    """A link that leads nowhere is named, with what to do."""
    (folder / "frameworks" / "lost.yaml").symlink_to("nowhere.yaml")
    with pytest.raises(
        KnowledgeError, match=r"lost\.yaml: cannot be read \(no such file"
    ) as caught:
        loader.load(folder)
    assert "\n" not in str(caught.value)
    with pytest.raises(KnowledgeError, match=r"lost\.yaml: cannot be read"):
        loader.read_files(folder)
