"""The schemas of what somebody needs: requirements, and cases of known outcome."""

from probes.sizes import LARGEST, sizes_of
from recommender.evaluating.cases import KINDS as CASE_KINDS
from recommender.file_format import FRAMEWORKS, TOOLKITS
from recommender.inference import ANY
from recommender.knowledge.frameworks import UNKNOWN
from recommender.knowledge.view import Knowledge
from recommender.knowledge.vocabulary import Question
from recommender.predicting.model_costs import KINDS
from recommender.requirements import FIRM, LEANING, MAX_EMPHASIS, MAX_TEXT
from recommender.schemas.parts import (
    DATE,
    FLAG,
    ID,
    TEXT,
    Schema,
    listed,
    number,
    one_of,
    one_or_many,
    record,
)


def requirements(known: Knowledge) -> Schema:
    """Return the schema of a requirements file."""
    names = one_or_many(ID)
    text = {"type": ["string", "number"], "maxLength": MAX_TEXT}
    return record(
        {
            **{question.id: _answer(question) for question in known.questions.values()},
            "title": text,
            "notes": text,
            "firmness": {
                "type": "object",
                "propertyNames": one_of(known.questions),
                "additionalProperties": one_of((FIRM, LEANING)),
            },
            "emphasis": {
                "type": "object",
                "propertyNames": one_of(known.criteria),
                "additionalProperties": number(0, MAX_EMPHASIS),
            },
            "only": names,
            "without": names,
            "model": {"anyOf": [_model(kind) for kind in KINDS]},
        },
        description="What somebody needs; every key is optional.",
    )


def _model(kind: str) -> Schema:
    """Return the schema of a described model of a kind: every size of it."""
    size = {"type": "integer", "minimum": 1, "maximum": LARGEST}
    sizes = sizes_of(kind)
    return record({"kind": {"const": kind}, **dict.fromkeys(sizes, size)}, ("kind", *sizes))


def _answer(question: Question) -> Schema:
    options: list[Schema] = [
        {"const": option.id, "description": option.label}
        for option in question.options
        if question.options_from not in (FRAMEWORKS, TOOLKITS) or option.label != option.id
    ]
    if question.options_from in (FRAMEWORKS, TOOLKITS):
        options = [ID]
    special: list[Schema] = [
        {"const": UNKNOWN, "description": "I don't know."},
        {"const": ANY, "description": "It doesn't matter."},
    ]
    one = {"anyOf": [*options, *special]}
    many = {"anyOf": [*special, *options, listed(one)]}
    return {"description": f"{question.text} {question.help}", **(many if question.many else one)}


def cases(known: Knowledge) -> Schema:
    """Return the schema of a file of labelled cases."""
    names = one_or_many(TEXT)
    rejected = record({"framework": ID, "why": TEXT}, ("framework", "why"))
    case = {
        "id": {"type": "string"},
        "kind": one_of(CASE_KINDS),
        "date": DATE,
        "situation": TEXT,
        "source": TEXT,
        "address": TEXT,
        "requirements": requirements(known),
        "accepted": names,
        "also_acceptable": names,
        "rejected": listed(rejected),
        "popular": FLAG,
    }
    return listed(record(case, ("id", "kind", "date", "situation", "requirements")))
