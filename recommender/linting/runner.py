"""Running the linters over the files of a knowledge base."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from recommender.compiling import check_texts
from recommender.errors import KnowledgeError, UserError
from recommender.evaluating import cases
from recommender.linting import (
    article_sentences,
    cells,
    circular_rules,
    claim_probes,
    conflicting_rules,
    contradictory_facts,
    duplicate_facts,
    fact_ends,
    facts_before_birth,
    frameworks_in_rules,
    idle_criteria,
    later_years,
    read_dates,
    registry_addresses,
    rule_tests,
    schema,
    silent_options,
    source_details,
    spelled_references,
    unreachable_rules,
    unused_attributes,
    unused_concepts,
    unused_sources,
)
from recommender.linting.base import Base, Linter, Problem
from recommender.loading.loader import as_texts, assemble, digest_of, read_files

_MODULES: tuple[ModuleType, ...] = (
    source_details,
    unused_sources,
    registry_addresses,
    read_dates,
    facts_before_birth,
    fact_ends,
    duplicate_facts,
    contradictory_facts,
    later_years,
    spelled_references,
    cells,
    article_sentences,
    claim_probes,
    unused_attributes,
    idle_criteria,
    frameworks_in_rules,
    rule_tests,
    unreachable_rules,
    conflicting_rules,
    circular_rules,
    unused_concepts,
    silent_options,
)
#: Every linter by name; ``schema``, the strict reading, comes before them.
LINTERS: dict[str, Linter] = {
    module.__name__.rpartition(".")[2]: module.lint for module in _MODULES
}
NAMES = ("schema", *LINTERS)


def summaries() -> dict[str, str]:
    """Return each linter's rule in one sentence."""
    modules = (schema, *_MODULES)
    return {
        module.__name__.rpartition(".")[2]: (module.__doc__ or "").splitlines()[0]
        for module in modules
    }


@dataclass(frozen=True, slots=True)
class Linted:
    """What the linters say; ``base`` is None where the files cannot be read as knowledge."""

    problems: tuple[Problem, ...]
    base: Base | None


def lint(folder: Path, today: str, only: Iterable[str] = ()) -> Linted:
    """Return every complaint about a folder's knowledge base, by file and line.

    Args:
        folder: where the YAML lies.
        today: the ISO day on which living frameworks must be known.
        only: names of linters, if not all; the strict reading always comes first.

    Raises:
        KnowledgeError: there is no knowledge base in the folder.

    """
    files = read_files(folder)
    try:
        texts = as_texts(files, folder)
    except KnowledgeError as fault:
        return Linted(tuple(schema.problems([fault])), None)
    checked = check_texts(texts, str(folder))
    if checked.compiled is None:
        return Linted(_sorted(schema.problems(checked.faults)), None)
    base = Base(assemble(checked.compiled, digest_of(files)), checked.documents, today)
    problems = schema.problems(_faulty_cases(folder, base))
    for name in [*only] or LINTERS:
        if name in LINTERS:
            problems += [finding.named(name) for finding in LINTERS[name](base)]
    return Linted(_sorted(problems), base)


def _faulty_cases(folder: Path, base: Base) -> Iterable[UserError]:
    for path in sorted((folder / "cases").glob("*.yaml")):
        try:
            cases.read([path], base.knowledge)
        except UserError as fault:
            yield fault


def _sorted(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda one: (one.file, one.line, one.linter, one.what)))
