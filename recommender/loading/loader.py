"""From the YAML of a knowledge base to :class:`Knowledge`: parse, check, compile, keep.

Compiling (parsing and checking every file) happens once for each state of the files: its rows are
kept under the digest of the YAML, and the digest under the stamp of the files.
"""

from __future__ import annotations

import os
from functools import lru_cache

from recommender.errors import KnowledgeError
from recommender.loading import cache
from recommender.loading.rows import rows, shape, typed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from os import PathLike
    from typing import Any

    from recommender.knowledge.view import Knowledge

#: Part of the cache's name: raise it when what compiling makes changes.
COMPILED_FORMAT = 21

_loaded: dict[str, Knowledge] = {}


def load(folder: str | PathLike[str] | None = None) -> Knowledge:
    """Return the knowledge base of a folder (default: the one that is shipped).

    Raises:
        KnowledgeError: a file cannot be read, or says something that the vocabulary does not allow.

    """
    folder = shipped_folder() if folder is None else os.fspath(folder)
    names = _names(folder)
    try:
        stamp = cache.stamp(folder, names)
    except OSError as problem:
        raise _unreadable(problem) from None
    digest = stamp.digest()
    known = digest and (_loaded.get(digest) or _kept(digest, folder))
    if known:
        return known
    files = read_files(folder)
    found = load_files(files, folder)
    stamp.remember(found.digest)
    return found


def load_files(files: dict[str, bytes], folder: str | PathLike[str]) -> Knowledge:
    """Return the knowledge base of files by their names; ``folder`` is what messages call it.

    Raises:
        KnowledgeError: as :func:`load`.

    """
    digest = digest_of(files)
    known = _loaded.get(digest) or _kept(digest, os.fspath(folder))
    if known is None:
        from recommender.compiling import compile_texts

        made = rows(compile_texts(as_texts(files, folder), str(folder)))
        cache.keep(_key(digest), made)
        known = _loaded[digest] = typed(made, digest)
    return known


def _kept(digest: str, folder: str) -> Knowledge | None:
    sections = cache.found(folder, _key(digest))
    if sections is None:
        return None
    _loaded[digest] = typed(sections, digest)
    return _loaded[digest]


def _key(digest: str) -> str:
    return f"{COMPILED_FORMAT}-{shape():08x}-{digest}"


def precompiled(folder: str) -> bytes:
    """Return the compiled state of a folder, as a wheel ships it beside the YAML.

    Raises:
        KnowledgeError: as :func:`load`.

    """
    from recommender.compiling import compile_texts

    files = read_files(folder)
    made = rows(compile_texts(as_texts(files, folder), folder))
    return cache.packed(_key(digest_of(files)), made)


def shipped_folder() -> str:
    """Return where the shipped knowledge base lies, in a checkout as in an installed package."""
    import knowledge_base

    return os.path.dirname(os.path.abspath(knowledge_base.__file__))


@lru_cache(maxsize=1)
def shipped() -> Knowledge:
    """Return the knowledge base that is shipped, read once in a process."""
    return load()


def assemble(compiled: Mapping[str, Any], digest: str) -> Knowledge:
    """Return the typed knowledge base of compiled data."""
    return typed(rows(compiled), digest)


# -- files --------------------------------------------------------------------------------------
def read_files(folder: str | PathLike[str]) -> dict[str, bytes]:
    """Return every YAML file's bytes by its name relative to the folder, in a fixed order.

    Labelled cases are no part of it: they test the knowledge.

    Raises:
        KnowledgeError: there are none, or one cannot be read.

    """
    found = {}
    for name in _names(os.fspath(folder)):
        try:
            with open(os.path.join(folder, name), "rb") as file:
                found[name] = file.read()
        except OSError as problem:
            raise _unreadable(problem) from None
    return found


def _unreadable(problem: OSError) -> KnowledgeError:
    reason = (problem.strerror or str(problem)).lower()
    return KnowledgeError(f"{problem.filename}: cannot be read ({reason}); mend or remove it")


def _names(folder: str) -> list[str]:
    """Return the names of the YAML files, but for labelled cases, relative to the folder."""
    found = []
    for place, folders, names in os.walk(folder):
        inner = os.path.relpath(place, folder).replace(os.sep, "/")
        if inner == ".":
            folders[:] = [name for name in folders if name != "cases"]
        found += [
            name if inner == "." else f"{inner}/{name}"
            for name in names
            if name.endswith(".yaml") and not name.startswith(".")  # such as an editor's locks
        ]
    if not found:
        raise KnowledgeError(f"{folder}: no knowledge base here (no YAML); name its folder")
    return sorted(found)


def as_texts(files: dict[str, bytes], folder: str | PathLike[str]) -> dict[str, str]:
    """Return the files' bytes as texts.

    Raises:
        KnowledgeError: one is not UTF-8, or larger than such a file can be.

    """
    from recommender.strict_yaml import decoded

    return {
        name: decoded(content, f"{folder}/{name}", KnowledgeError)
        for name, content in files.items()
    }


def digest_of(texts: dict[str, bytes]) -> str:
    """Return what names a state of the files."""
    from hashlib import blake2b

    found = blake2b(digest_size=16)
    for name, text in texts.items():
        found.update(f"{name}\0{len(text)}\0".encode())
        found.update(text)
    return found.hexdigest()
