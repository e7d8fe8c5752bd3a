"""A source is there because something cites it."""

from collections.abc import Iterator

from recommender.linting.base import Base, Finding, cited


def lint(base: Base) -> Iterator[Finding]:
    """Complain about a source that nothing cites."""
    in_use = {citation.partition("#")[0] for citation in _citations(base)}
    for at in base.entries("sources/"):
        if at.data["id"] not in in_use:
            yield at.wrong("id", f"nothing cites {at.data['id']!r}", "cite it or strike it out")


def _citations(base: Base) -> Iterator[str]:
    known = base.knowledge
    for framework in (*known.frameworks.values(), *known.yardsticks.values()):
        yield from cited(framework)
        for release in framework.releases:
            yield release.source
        if framework.began:
            yield framework.began.source
    for rule in known.rules:
        yield from rule.sources
    yield from known.articles
    for study in known.studies.values():
        yield study.source
