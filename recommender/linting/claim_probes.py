"""A claim that a probe shall test names a workload and others that there are."""

from collections.abc import Iterator

from probes.adapters import INSIDE
from recommender.linting.base import Base, Finding


def lint(base: Base) -> Iterator[Finding]:
    """Complain about a claim whose test cannot be run, or holds a framework against itself."""
    known = base.knowledge
    present = {path.stem for path in (INSIDE / "workloads").glob("[a-z]*.py")}
    stacks = {
        recipe["stack"]
        for framework in (*known.frameworks.values(), *known.yardsticks.values())
        for recipe in framework.recipes
    }
    for framework, file in base.frameworks():
        for claim, at in zip(framework.claims, file.items("claims"), strict=True):
            if not claim.tested_by:
                continue
            here = at.under("tested_by")
            if claim.tested_by["workload"] not in present:
                yield here.wrong(
                    "workload",
                    f"no probe computes {claim.tested_by['workload']!r}",
                    "name one of probes/inside/workloads, or leave 'tested_by' out",
                )
            for other in claim.tested_by["than"]:
                if other not in stacks | set(known.frameworks):
                    yield here.wrong("than", f"nothing is called {other!r}", "name a stack")
                if other == framework.id:
                    yield here.wrong("than", "holds it against itself", "name another")
