"""What the package index has that the knowledge base has not, and the change to its files.

The index is a parameter; the edits are pure and touch single lines, so that comments and the order
of a file stay as they are.
"""

import re
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import unified_diff

from recommender.dates import first_day
from recommender.documents import Document
from recommender.errors import KnowledgeError, UserError
from recommender.knowledge.frameworks import Framework
from recommender.knowledge.view import Knowledge
from recommender.maintaining.package_index import IndexUnreachableError, ordered
from recommender.strict_yaml import parse

#: The minor versions of CPython 3 that are asked for, and one of which no wheel can know.
MINORS = tuple(range(9, 17))
BEYOND = 40
#: Nothing here is older on an index.
EARLIEST = "2010-01-01"
#: How many questions pip is asked at once.
AT_ONCE = 4
Ask = Callable[[str, str | None, str | None], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Latest:
    """The newest final release of a package.

    ``date`` is the day of its upload, None where the index does not tell; ``pythons`` the minor
    versions of CPython 3 that have a wheel of it, ``open_ended`` if later ones would do as well.
    """

    package: str
    version: str
    date: str | None
    pythons: tuple[int, ...]
    open_ended: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the index says of a framework, and each file's text before and after the change."""

    framework: str
    latest: Latest | None
    said: str
    files: Mapping[str, tuple[str, str]]

    def diff(self, folder: str) -> str:
        """Return the change as a unified diff."""
        return "".join(
            line
            for name, (before, after) in self.files.items()
            for line in unified_diff(
                before.splitlines(keepends=True),
                after.splitlines(keepends=True),
                f"a/{folder}/{name}",
                f"b/{folder}/{name}",
            )
        )


def package_of(framework: Framework) -> str | None:
    """Return the name of a framework's package: its own key, or that of its first recipe."""
    if framework.package:
        return framework.package
    own = [recipe for recipe in framework.recipes if recipe.get("framework") == framework.id]
    own.sort(key=lambda recipe: recipe.get("stack") != framework.id)
    return str(own[0]["package"]) if own and "package" in own[0] else None


def latest(package: str, ask: Ask, known: Mapping[str, str], today: str) -> Latest | None:
    """Return the newest final release of a package, None if the index has none.

    Args:
        package: its name on the index.
        ask: (package, Python, before a day) → final releases, newest first.
        known: the versions that are known, with their days; a known one is not dated again.
        today: ISO day up to which a new one is looked for.

    """
    # One question alone first: an index that is away is noticed once, not for every Python.
    found = {BEYOND: ask(package, f"3.{BEYOND}", None)}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        listed = pool.map(lambda minor: ask(package, f"3.{minor}", None), MINORS)
        found |= dict(zip(MINORS, listed, strict=True))
    newest = max((one for some in found.values() for one in some), key=ordered, default=None)
    if newest is None:
        return None
    pythons = tuple(minor for minor in MINORS if newest in found[minor])
    python = f"3.{(pythons or (BEYOND,))[-1]}"
    day = known.get(newest) or _uploaded(
        max(known.values(), default=EARLIEST),
        today,
        lambda day: newest in ask(package, python, _later(day, 1)),
    )
    return Latest(package, newest, day, pythons, newest in found[BEYOND])


def _uploaded(low: str, high: str, there: Callable[[str], bool]) -> str | None:
    """Return the first day at whose end a release was there, None if nobody can say.

    It is looked for by halving between two days; a release that was there before the first of them
    (what is known may be dated late) is looked for before it.
    """
    try:
        if not there(high):
            return None
        if there(low):
            low, high = EARLIEST, low
            if there(low):
                return None
        while _later(low, 1) < high:
            middle = _later(low, (date.fromisoformat(high) - date.fromisoformat(low)).days // 2)
            low, high = (low, middle) if there(middle) else (middle, high)
    except IndexUnreachableError:
        raise
    except UserError:
        return None
    return high


def _later(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def specifier(found: Latest, stated: str | None) -> str | None:
    """Return the CPython versions of a release as a specifier, None where no wheel says.

    Where any later Python would do as far as the index knows, an upper end that is stated stays: it
    comes from what was tested.
    """
    if not found.pythons:
        return None
    lower = f">=3.{found.pythons[0]}"
    if found.open_ended:
        upper = [part for part in (stated or "").split(",") if part.startswith("<")]
        return ",".join([lower, *upper])
    return f"{lower},<3.{found.pythons[-1] + 1}"


def propose(
    framework: Framework,
    found: Latest | None,
    knowledge: Knowledge,
    texts: Mapping[str, str],
    today: str,
) -> Proposal:
    """Return the change that the index suggests for one framework.

    Args:
        framework: what is known of it.
        found: the newest release on the index.
        knowledge: all that is known.
        texts: the knowledge base's files by name.
        today: the ISO day on which the index was asked.

    """
    if found is None:
        return Proposal(framework.id, None, "the index has no release for these Pythons", {})
    view = knowledge.at(today).frameworks.get(framework.id)
    stated = view.value("python_versions") if view else None
    said = f"{found.version}" + (f" of {found.date}" if found.date else ", no upload date told")
    source = _index_source(framework, knowledge)
    if source is None:
        return Proposal(framework.id, found, f"{said}; no source of kind index is cited", {})
    known = {ordered(release.version): release.version for release in framework.releases}
    newest = max(known, default=ordered(found.version))
    if ordered(found.version) < newest:  # a mirror that lags behind, or a folder of own builds
        return Proposal(framework.id, found, f"{said}; older than {known[newest]}, as known", {})
    new_release = ordered(found.version) not in known
    pythons = specifier(found, stated)
    own_build = "+" in found.version  # for the Pythons of those who built it
    new_pythons = pythons is not None and pythons != stated and not own_build
    if not new_release and not new_pythons:
        return Proposal(framework.id, found, f"{said}; as known", {})
    news = [f"{said} is new"] if new_release else [said]
    news += [f"Python {stated or 'not known'} → {pythons}"] if new_pythons else []
    name = f"frameworks/{framework.id}.yaml"
    text = texts[name]
    day = found.date or today
    if new_pythons:
        entry = f'{{attribute: python_versions, value: "{pythons}", from: {today}, source: '
        text = _appended(
            text, name, "facts", f"{entry}[{source}#{found.version}]}}", "python_versions"
        )
    if new_release:
        note = "" if found.date else ", note: Out by then at the latest."
        entry = f'{{version: "{found.version}", date: {day}, source: {source}{note}}}'
        text = _appended(text, name, "releases", entry)
    files = {name: (texts[name], text)}
    file, changed = _read_again(source, texts, today)
    files[file] = (texts[file], changed)
    return Proposal(framework.id, found, "; ".join(news), files)


def _index_source(framework: Framework, knowledge: Knowledge) -> str | None:
    """Return the source that is the framework's record on the index: the one cited most."""
    cited = [release.source for release in framework.releases]
    cited += [citation for fact in framework.facts for citation in fact.sources]
    names = [citation.partition("#")[0] for citation in cited]
    index = [name for name in names if knowledge.sources[name].kind == "index"]
    return max(sorted(set(index)), key=index.count, default=None)


def _appended(text: str, name: str, key: str, entry: str, attribute: str | None = None) -> str:
    """Return a file with an entry behind the last of a list, or behind the last of an attribute."""
    document = parse(text, name, KnowledgeError)
    items = document.data.get(key) or []
    indexes = [
        index
        for index, item in enumerate(items)
        if attribute is None or item.get("attribute") == attribute
    ] or [len(items) - 1]
    lines = (text if text.endswith("\n") else f"{text}\n").splitlines(keepends=True)
    if not items:
        raise KnowledgeError(f"{document.where()}: no {key!r} to add to; write the first by hand")
    start = document.lines[(key, indexes[-1])] - 1
    indent = len(lines[start]) - len(lines[start].lstrip(" "))
    end = start + 1
    while end < len(lines) and (
        not lines[end].strip() or len(lines[end]) - len(lines[end].lstrip(" ")) > indent
    ):
        end += 1
    while not lines[end - 1].strip():
        end -= 1
    return "".join([*lines[:end], f"{' ' * indent}- {entry}\n", *lines[end:]])


def _read_again(source: str, texts: Mapping[str, str], today: str) -> tuple[str, str]:
    """Return the name and text of a bibliography in which a source was read today."""
    for name, text in texts.items():
        if not name.startswith("sources/"):
            continue
        document = parse(text, name, KnowledgeError)
        for index, item in enumerate(document.data):
            if item["id"] == source:
                return name, _with_read(text, document, index, today)
    raise KnowledgeError(f"{source}: no such source; add it to sources/")


def _with_read(text: str, document: Document, index: int, today: str) -> str:
    if (index, "read") not in document.lines:
        raise KnowledgeError(f"{document.where(index)}: says not when it was read; add 'read'")
    was = str(document.data[index]["read"])
    lines = text.splitlines(keepends=True)
    at = document.lines[index, "read"] - 1
    stated = rf"""\bread: (["']?){re.escape(was)}\1"""
    lines[at] = re.sub(stated, f"read: {max(first_day(was), today)}", lines[at], count=1)
    return "".join(lines)
