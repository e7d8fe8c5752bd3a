"""Every rule fires for some answers."""

from collections.abc import Iterator

from recommender.linting.base import Base, Finding
from recommender.linting.satisfiability import satisfiable


def lint(base: Base) -> Iterator[Finding]:
    """Complain about each rule whose conditions cannot all hold, whatever is answered."""
    for rule, at in base.rules():
        if not satisfiable((rule,), base.knowledge):
            yield at.wrong(
                "when",
                "no answers make all its conditions hold",
                "strike out the condition that contradicts the others, or the rule",
            )
