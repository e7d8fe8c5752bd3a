"""Layers: frameworks that run on one other and on nothing else, as known on a day; pure.

A layer comes on top of its base, not in its place: who takes the layer has the base with it, and
who takes the base can put the layer on top later. The ranking does not know of this, since a score
that looked at another candidate would move when that one came or went; the words about it do.
"""

from recommender.knowledge.frameworks import FRAMEWORK, Fact
from recommender.knowledge.view import View


def base_of(view: View, framework: str) -> Fact | None:
    """Return the fact that names what a layer runs on, None for what is no layer.

    A framework is a layer on a day if one other framework that can be chosen is all it runs on.
    """
    facts = view.frameworks[framework].current.get("runs_on", ())
    under = {str(fact.value) for fact in facts}
    if len(under) != 1:
        return None
    (base,) = under
    known = view.frameworks.get(base)
    return facts[0] if known and known.kind == FRAMEWORK and base != framework else None


def down_to(view: View, framework: str, base: str) -> tuple[Fact, ...]:
    """Return the facts that lead from a layer down to a base, () where it does not lie there."""
    facts: list[Fact] = []
    while (fact := base_of(view, framework)) is not None and fact not in facts:
        facts.append(fact)
        framework = str(fact.value)
        if framework == base:
            return tuple(facts)
    return ()


def layers_over(view: View, base: str) -> dict[str, Fact]:
    """Return the layers over a framework, each with the fact that says so."""
    found = {name: base_of(view, name) for name in view.alternatives}
    return {name: fact for name, fact in found.items() if fact and fact.value == base}
