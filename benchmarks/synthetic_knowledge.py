"""A made-up knowledge base of any size, as the YAML files that a real one consists of; pure.

Nothing in it says anything of a real framework. It is written as YAML, not as compiled data, so
that the strict reading is measured with the rest and nothing stands in it that a knowledge base
could not hold: `recommender kb lint` has nothing to say against it.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

STEPS = ("poor", "fair", "good", "excellent")
ATTRIBUTES, QUESTIONS, READINGS = 50, 10, 5
FIRST, LAST = date(2015, 1, 1), date(2025, 12, 31)


@dataclass(frozen=True)
class Size:
    """How much a knowledge base knows; ``facts`` are those of each framework.

    Facts beyond one an attribute are its later states. Every criterion reads five attributes and
    has one rule of its own, so that rules grow with criteria.
    """

    frameworks: int = 10
    criteria: int = 10
    facts: int = 100


def files(size: Size, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Return the name and the text of each file; the same size and seed give the same texts."""
    generator = random.Random(seed)  # noqa: S311 - made-up values, no secret
    yield "attributes.yaml", "".join(map(_attribute, range(ATTRIBUTES)))
    yield "criteria.yaml", "".join(map(_criterion, range(size.criteria)))
    yield "questions.yaml", "".join(_question(place, size) for place in range(QUESTIONS))
    yield "rules/needs.yaml", "".join(map(_rule, range(size.criteria)))
    yield "sources/all.yaml", "".join(map(_source, range(size.frameworks)))
    for place in range(size.frameworks):
        yield f"frameworks/f{place:04}.yaml", _framework(place, size.facts, generator)


def asked(place: int) -> tuple[str, str]:
    """Return the question and the option that the rule of a criterion reads."""
    return f"q{place % QUESTIONS}", f"o{place // QUESTIONS % len(STEPS)}"


def _attribute(place: int) -> str:
    levels = ", ".join(f"{{id: {step}, meaning: It is {step}.}}" for step in STEPS)
    return (
        f"- id: a{place:02}\n  topic: made_up\n  meaning: Made-up attribute {place}.\n"
        f"  type: level\n  shelf_life: 3\n  levels: [{levels}]\n"
    )


def _criterion(place: int) -> str:
    start = READINGS * place + place // QUESTIONS  # the first ten read all attributes
    read = (one % ATTRIBUTES for one in range(start, start + READINGS))
    reads = "".join(f"    - {{attribute: a{one:02}}}\n" for one in read)
    return (
        f"- id: c{place:04}\n  name: Criterion {place}\n  group: made_up\n"
        f"  meaning: Made-up criterion {place}.\n  importance: 1\n  reads:\n{reads}"
    )


def _question(place: int, size: Size) -> str:
    read = {asked(one) for one in range(size.criteria)}
    options = "".join(
        f"    - {{id: o{option}, label: Option {option}"
        f"{'' if (f'q{place}', f'o{option}') in read else ', asks_for_nothing: true'}}}\n"
        for option in range(len(STEPS))
    )
    return (
        f"- id: q{place}\n  text: Question {place}?\n  help: Made up.\n"
        f"  many: {'true' if place % 2 else 'false'}\n  options:\n{options}"
    )


def _rule(place: int) -> str:
    """Return a rule; the second also excludes whoever is poor at something."""
    (question, option), other = asked(place), f"o{(place // QUESTIONS + 1) % len(STEPS)}"
    many = int(question[1:]) % 2
    operator = "includes" if many else "is"
    yes, no = (f"[{one}]" if many else one for one in (option, other))
    require = f"\n    - {{require: a{place:02}, at_least: fair}}" if place == 1 else ""
    return (
        f"- id: r{place:04}\n  because: Made-up reason {place}.\n"
        f"  when: [{{requirement: {question}, {operator}: {option}}}]\n"
        f"  then:\n    - {{emphasise: c{place:04}, by: {1 + place % 3}}}{require}\n"
        f"  tests: [{{given: {{{question}: {yes}}}, fires: true}}, "
        f"{{given: {{{question}: {no}}}, fires: false}}]\n"
    )


def _source(place: int) -> str:
    return (
        f"- id: s{place:04}\n  title: Made-up record {place}\n  record: true\n"
        f"  kind: repository\n  address: https://example.org/{place}\n  read: {LAST}\n"
    )


def _framework(place: int, facts: int, generator: random.Random) -> str:
    states = -(-facts // ATTRIBUTES)
    span = (LAST - FIRST).days
    lines = [
        f"id: f{place:04}\nname: Framework {place}\nkind: framework\nreleases:\n"
        f"  - {{version: '1.0', date: {FIRST}, source: s{place:04}}}\nfacts:\n"
    ]
    for number in range(facts):
        state, attribute = divmod(number, ATTRIBUTES)
        began = FIRST + timedelta(days=state * span // states)
        lines.append(
            f"  - {{attribute: a{attribute:02}, value: {generator.choice(STEPS)}, "
            f"from: {began}, source: s{place:04}}}\n"
        )
    return "".join(lines)
