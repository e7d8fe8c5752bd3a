"""The schemas of the vocabulary: attributes, criteria, questions, rules."""

from recommender.compiling.studies import METRICS as PUBLISHED_METRICS
from recommender.compiling.studies import PER
from recommender.file_format import METRICS, RELATIONS, TYPES
from recommender.inference import OPERATORS
from recommender.knowledge.view import Knowledge
from recommender.schemas.needs import requirements
from recommender.schemas.parts import (
    CITATION,
    FLAG,
    ID,
    TEXT,
    Schema,
    listed,
    number,
    one_of,
    one_or_many,
    own_attributes,
    record,
)


def attributes(_: Knowledge) -> Schema:
    """Return the schema of the vocabulary of facts."""
    step = listed(record({"id": ID, "meaning": TEXT}, ("id", "meaning")), 2)
    attribute = {
        "id": ID,
        "topic": ID,
        "meaning": TEXT,
        "type": one_of(TYPES),
        "levels": {**step, "description": "The steps of a level, worst first."},
        "choices": step,
        "many": FLAG,
        "unit": TEXT,
        "shelf_life": {**number(0.1), "description": "Years."},
        "shown_only": FLAG,
        "says": {
            "description": "What a fact says behind its framework's name; for each value, or with "
            "{} for the value.",
            "anyOf": [
                {"type": "string", "pattern": r"\{\}"},
                {"type": "object", "additionalProperties": TEXT},
            ],
        },
    }
    needed = ("id", "topic", "meaning", "type", "shelf_life")
    return listed(record(attribute, needed))


def criteria(known: Knowledge) -> Schema:
    """Return the schema of the criteria."""
    scorable = [one.id for one in known.attributes.values() if one.steps or one.type == "boolean"]
    weight, anchor = number(0.01), number(0, above=True)
    values = {"type": "object", "additionalProperties": number(0, 1)}
    reading = {"attribute": one_of(scorable), "weight": weight, "values": values}
    measure = {
        "metric": one_of(METRICS),
        "weight": weight,
        "best": anchor,
        "worst": anchor,
        "per": ID,
        "predicted": FLAG,
    }
    published = {
        "metric": one_of(PUBLISHED_METRICS),
        "per": one_of(PER),
        "weight": weight,
        "best": anchor,
        "worst": anchor,
        "shelf_life": number(0.1),
    }
    criterion = {
        "id": ID,
        "name": TEXT,
        "group": ID,
        "meaning": TEXT,
        "importance": number(0),
        "reads": listed(record(reading, ("attribute",))),
        "measures": listed(record(measure, ("metric", "best", "worst"))),
        "published": listed(record(published, ("metric", "best", "worst", "shelf_life"))),
        "relation": one_of(RELATIONS),
    }
    needed = ("id", "name", "group", "meaning", "importance")
    return listed(record(criterion, needed))


def capabilities(known: Knowledge) -> Schema:
    """Return the schema of what the probes ask a framework to do."""
    value = {"type": ["string", "boolean"]}
    tells = record(dict.fromkeys(("is", "at_least", "at_most"), value))
    capability = {
        "id": ID,
        "name": TEXT,
        "meaning": TEXT,
        "attribute": one_of([one.id for one in own_attributes(known)]),
        "if_true": {**tells, "description": "What the attribute must be where it was done."},
        "if_false": {**tells, "description": "What the attribute must be where it was refused."},
    }
    return listed(record(capability, ("id", "name", "meaning")))


def questions(_: Knowledge) -> Schema:
    """Return the schema of the questionnaire."""
    option = {"id": ID, "label": TEXT, "asks_for_nothing": FLAG}
    question = {
        "id": ID,
        "text": TEXT,
        "help": TEXT,
        "many": FLAG,
        "options": listed(record(option, ("id", "label"))),
        "options_from": ID,
        "after": {**listed(ID), "description": "Questions above it that an interview asks first."},
    }
    return listed(record(question, ("id", "text", "help")))


def rules(known: Knowledge) -> Schema:
    """Return the schema of a file of rules."""
    operators: dict[str, Schema] = {name: {} for name in OPERATORS}
    exactly_one = [{"required": [name]} for name in OPERATORS]
    condition = {
        "requirement": one_of(known.questions),
        "concept": ID,
        **operators,
    }
    subject: Schema = {
        "oneOf": [{"required": ["requirement"], "oneOf": exactly_one}, {"required": ["concept"]}]
    }
    any_of = listed({**record(condition), **subject}, 1)
    when = {
        **record({**condition, "any": any_of}),
        "anyOf": [{"required": ["any"]}, subject],
    }
    effect = {
        **record(
            {
                "emphasise": one_of(known.criteria),
                "by": {"type": "number", "minimum": -10},
                "conclude": ID,
                "require": one_of([one.id for one in own_attributes(known)]),
                "require_each": one_of(known.questions),
                "exclude_each": one_of(known.questions),
                **operators,
            }
        ),
        "oneOf": [
            {"required": ["emphasise", "by"]},
            {"required": ["conclude"]},
            {"required": ["require"], "oneOf": exactly_one},
            {"required": ["require_each"], "oneOf": exactly_one},
            {"required": ["exclude_each"]},
        ],
    }
    test = {"given": requirements(known), "fires": FLAG}
    rule = {
        "id": ID,
        "because": {**TEXT, "description": "Why, as a user may read it."},
        "when": listed(when),
        "unless": any_of,
        "then": listed(effect, 1),
        "sources": one_or_many(CITATION),
        "tests": listed(record(test, ("given", "fires"))),
    }
    return listed(record(rule, ("id", "because", "then")))
