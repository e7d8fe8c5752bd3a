"""All generated pages of the site, by where they lie in it."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from recommender.dates import spoken
from recommender.decision import Decision, decide
from recommender.decision_map.learning import DecisionMap
from recommender.knowledge.view import Knowledge
from recommender.measurements import Measurements
from recommender.requirements import Requirements
from website import (
    advice_pages,
    api_page,
    claims_pages,
    format_pages,
    framework_pages,
    vocabulary_pages,
)
from website.markup import link

#: Where the generated pages lie, beside those of ``docs``.
ROOT = "known"


class Example(NamedTuple):
    """Needs to try it on: the file's text and what stands in it."""

    yaml: str
    needs: Requirements


class Inputs(NamedTuple):
    """What the generated pages are made from.

    ``measured`` are probe results for the claims; ``drawn`` the decision map, None where
    scikit-learn is not there, with ``picture`` as SVG where Graphviz is.
    """

    knowledge: Knowledge
    as_of: str
    measured: Measurements
    schemas: Mapping[str, Mapping[str, Any]]
    examples: Mapping[str, Example]
    drawn: DecisionMap | None = None
    picture: str | None = None


def generated(given: Inputs) -> dict[str, str]:
    """Return every generated page as Markdown (the map's picture as SVG), by its place."""
    view = given.knowledge.at(given.as_of)
    judged = claims_pages.verdicts(view, given.measured)
    said = {name: claims_pages.verdict_words(one) for name, one in judged.items()}
    decisions = {name: _decision(one, given) for name, one in given.examples.items()}
    made = {
        "frameworks/index.md": framework_pages.overview(view),
        "attributes.md": vocabulary_pages.attributes(given.knowledge),
        "criteria.md": vocabulary_pages.criteria(given.knowledge),
        "questions.md": vocabulary_pages.questions(given.knowledge),
        "rules.md": vocabulary_pages.rules(view),
        "toolkits.md": vocabulary_pages.toolkits(view),
        "claims.md": claims_pages.claims(view, judged, given.measured),
        "examples/index.md": advice_pages.overview(decisions),
        "formats/index.md": format_pages.overview(given.schemas),
        "python.md": api_page.python_api(),
    }
    if claims_pages.ARTICLE in given.knowledge.articles:
        made["article.md"] = claims_pages.article(view)
    for framework in view.frameworks:
        made[framework_pages.path(framework)] = framework_pages.framework_page(
            view, framework, said
        )
    for name, decision in decisions.items():
        made[advice_pages.path(name)] = advice_pages.example(
            name, given.examples[name].yaml, decision
        )
    for name in given.schemas:
        made[format_pages.path(name)] = format_pages.format_page(name, given.schemas)
    if given.drawn:
        made["map.md"] = advice_pages.decision_map(given.drawn, picture=bool(given.picture))
    if given.picture:
        made[advice_pages.PICTURE] = given.picture
    return {f"{ROOT}/{place}": body for place, body in made.items()}


def _decision(one: Example, given: Inputs) -> Decision:
    return decide(one.needs, given.as_of, Measurements(), given.knowledge)


def menu(given: Inputs) -> dict[str, list[Any]]:
    """Return the generated pages as entries of a menu, by the headings of ``mkdocs.yml``."""
    view = given.knowledge.at(given.as_of)
    frameworks = sorted(view.frameworks.values(), key=lambda one: one.name.casefold())

    def at(places: list[str]) -> list[str]:
        return [f"{ROOT}/{place}" for place in places]

    drawn = ["map.md"] if given.drawn else []
    article = ["article.md"] if claims_pages.ARTICLE in given.knowledge.articles else []
    return {
        "Frameworks": at(
            ["frameworks/index.md", *(framework_pages.path(one.id) for one in frameworks)]
        ),
        "Knowledge": [
            *at(["criteria.md", "attributes.md", "questions.md", "rules.md", "toolkits.md"]),
            *at(["claims.md", *article]),
        ],
        "Advice": at([*drawn, "examples/index.md", *map(advice_pages.path, given.examples)]),
        "Formats": at(
            ["formats/index.md", *map(format_pages.path, format_pages.ordered(given.schemas))]
        ),
        "Python": at(["python.md"]),
    }


def home(given: Inputs) -> str:
    """Return what the home page says of what was generated: the frameworks, each with its page."""
    view = given.knowledge.at(given.as_of)
    facts = sum(len(one.facts) for one in view.frameworks.values())
    named = [
        link(one.name, f"{ROOT}/{framework_pages.path(one.id)}")
        for one in sorted(view.alternatives.values(), key=lambda one: one.name.casefold())
    ]
    more = [
        ("Claims, and what was measured", "claims.md"),
        ("What is advised for the examples, year by year", "examples/index.md"),
        *([("The decision map", "map.md")] if given.drawn else []),
    ]
    return (
        f"{facts:,} dated facts with their sources, as of {spoken(given.as_of)}: "
        f"{', '.join(named)}; [all of them]({ROOT}/frameworks/index.md). "
        f"{' · '.join(link(label, f'{ROOT}/{place}') for label, place in more)}"
    )
