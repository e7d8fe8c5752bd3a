"""From the YAML of a knowledge base to :class:`Knowledge`: parse, check, compile, cache.

Compiling (parsing and checking every file) gives plain data that is kept as JSON under a name that
is the digest of the YAML, so that it happens once for each state of the files. A cache file that
cannot be read is made anew.
"""

import json
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from recommender.errors import KnowledgeError
from recommender.knowledge import (
    DOCUMENTING_KINDS,
    Attribute,
    Beginning,
    Capability,
    Claim,
    Condition,
    Criterion,
    Effect,
    Fact,
    Framework,
    Knowledge,
    Measure,
    Option,
    Question,
    Reading,
    Release,
    Relevance,
    Rule,
    Source,
    Telling,
)
from recommender.studies import PublishedMeasure, Study, StudyRow, StudyTable

#: Part of the cache's name: raise it when what compiling makes changes.
COMPILED_FORMAT = 15


def load(folder: Path | None = None) -> Knowledge:
    """Return the knowledge base of a folder (default: the one that is shipped).

    Raises:
        KnowledgeError: a file cannot be read, or says something that the vocabulary does not allow.

    """
    if folder is None:
        from knowledge_base import FOLDER

        folder = FOLDER
    return load_files(read_files(folder), folder)


def load_files(files: dict[str, bytes], folder: Path) -> Knowledge:
    """Return the knowledge base of files by their names; ``folder`` is what messages call it.

    Raises:
        KnowledgeError: as :func:`load`.

    """
    return _load(folder, digest_of(files), files)


def read_files(folder: Path) -> dict[str, bytes]:
    """Return every YAML file's bytes by its name relative to the folder, in a fixed order.

    Labelled cases are no part of it: they test the knowledge.

    Raises:
        KnowledgeError: there are none.

    """
    names = sorted(
        name
        for path in folder.rglob("*.yaml")
        if not (name := path.relative_to(folder).as_posix()).startswith("cases/")
    )
    if not names:
        raise KnowledgeError(f"{folder}: no knowledge base here (no YAML); name its folder")
    return {name: (folder / name).read_bytes() for name in names}


def as_texts(files: dict[str, bytes], folder: Path) -> dict[str, str]:
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
    found = blake2b(digest_size=16)
    for name, text in texts.items():
        found.update(f"{name}\0{len(text)}\0".encode())
        found.update(text)
    return found.hexdigest()


_loaded: dict[str, Knowledge] = {}


def _load(folder: Path, digest: str, texts: dict[str, bytes]) -> Knowledge:
    if digest not in _loaded:
        compiled = _from_cache(digest)
        if compiled is None:
            from recommender.compiling import compile_texts

            compiled = compile_texts(as_texts(texts, folder), str(folder))
            _into_cache(digest, compiled)
        _loaded[digest] = assemble(compiled, digest)
    return _loaded[digest]


def _cache_file(digest: str) -> Path:
    from probes.paths import cache

    return cache() / f"knowledge-{COMPILED_FORMAT}-{digest}.json"


def _from_cache(digest: str) -> dict[str, Any] | None:
    try:
        found = json.loads(_cache_file(digest).read_bytes())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and found.get("format") == COMPILED_FORMAT else None


def _into_cache(digest: str, compiled: dict[str, Any]) -> None:
    """Write the cache beside its place and rename it; a cache that cannot be written is none."""
    from recommender.files import write_atomically

    path = _cache_file(digest)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, json.dumps({"format": COMPILED_FORMAT, **compiled}))
    except OSError:
        return


def assemble(compiled: dict[str, Any], digest: str) -> Knowledge:
    """Return the typed knowledge base of compiled data."""
    sources = {entry["id"]: Source(**entry) for entry in compiled["sources"]}
    return Knowledge(
        digest=digest,
        attributes={
            entry["id"]: Attribute(**_tuples(entry, "steps", "step_meanings"))
            for entry in compiled["attributes"]
        },
        criteria={entry["id"]: _criterion(entry) for entry in compiled["criteria"]},
        questions={
            entry["id"]: Question(
                **{**entry, "options": tuple(Option(**option) for option in entry["options"])}
            )
            for entry in compiled["questions"]
        },
        rules=tuple(_rule(entry) for entry in compiled["rules"]),
        sources=sources,
        frameworks={entry["id"]: _framework(entry, sources) for entry in compiled["frameworks"]},
        relevance=Relevance(**compiled["relevance"]),
        articles={entry["id"]: entry for entry in compiled["articles"]},
        studies={entry["id"]: _study(entry) for entry in compiled["studies"]},
        yardsticks={entry["id"]: _framework(entry, sources) for entry in compiled["yardsticks"]},
        capabilities={entry["id"]: _capability(entry) for entry in compiled["capabilities"]},
    )


def _capability(entry: dict[str, Any]) -> Capability:
    tells = {
        key: Telling(**entry[key]) for key in ("if_true", "if_false") if entry[key] is not None
    }
    return Capability(**{**entry, **tells})


def _tuples(entry: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {**entry, **{key: tuple(entry.get(key, ())) for key in keys}}


def _criterion(entry: dict[str, Any]) -> Criterion:
    readings = tuple(Reading(**reading) for reading in entry["readings"])
    measures = tuple(Measure(**measure) for measure in entry["measures"])
    published = tuple(PublishedMeasure(**measure) for measure in entry["published"])
    return Criterion(
        **{**entry, "readings": readings, "measures": measures, "published": published}
    )


def _study(entry: dict[str, Any]) -> Study:
    return Study(
        **{
            **_tuples(entry, "cautions"),
            "versions": tuple((name, version) for name, version in entry["versions"]),
            "tables": tuple(
                StudyTable(
                    **{
                        **_tuples(table, "of"),
                        "rows": tuple(
                            StudyRow(**_tuples(row, "frameworks", "values", "spread"))
                            for row in table["rows"]
                        ),
                    }
                )
                for table in entry["tables"]
            ),
        }
    )


def _rule(entry: dict[str, Any]) -> Rule:
    return Rule(
        id=entry["id"],
        because=entry["because"],
        when=tuple(
            tuple(Condition(**condition) for condition in alternatives)
            for alternatives in entry["when"]
        ),
        effects=tuple(Effect(**effect) for effect in entry["effects"]),
        unless=tuple(Condition(**condition) for condition in entry["unless"]),
        sources=tuple(entry["sources"]),
        tests=tuple(entry["tests"]),
    )


def _framework(entry: dict[str, Any], sources: dict[str, Source]) -> Framework:
    return Framework(
        id=entry["id"],
        name=entry["name"],
        releases=tuple(Release(**release) for release in entry["releases"]),
        facts=tuple(_fact(fact, sources) for fact in entry["facts"]),
        claims=tuple(Claim(**_tuples(claim, "sources")) for claim in entry["claims"]),
        package=entry["package"],
        recipes=tuple(entry["recipes"]),
        began=Beginning(**entry["began"]) if entry["began"] else None,
        kind=entry["kind"],
    )


def _fact(entry: dict[str, Any], sources: dict[str, Source]) -> Fact:
    """Return a fact with what its sources add to it: how documented, when attested."""
    cited = _cited(entry["sources"], sources)
    dated = tuple(source.date for source in cited if source.date)
    reads = [source.read for source in cited if source.read and not source.date]
    return Fact(
        **_tuples(entry, "sources", "through"),
        documented=any(source.kind in DOCUMENTING_KINDS for source in cited),
        source_dates=dated,
        record_read=max(reads) if reads else None,
    )


def _cited(citations: Iterable[str], sources: dict[str, Source]) -> list[Source]:
    return [sources[citation.partition("#")[0]] for citation in citations]


@lru_cache(maxsize=1)
def shipped() -> Knowledge:
    """Return the knowledge base that is shipped, read once in a process."""
    return load()
