"""The published JSON Schemas of the YAML files and of what the program gives out.

Those of the files are made from the vocabulary. Editors complete and check by them; the strict
reading checks all this and what no schema can say (that a source is in the bibliography, that a
date exists). Frameworks, toolkits and sources are not listed in them, so that adding one changes no
schema.
"""

from collections.abc import Callable

from recommender.knowledge.view import Knowledge
from recommender.schemas import evaluation, known, needs, outputs, prediction, vocabulary
from recommender.schemas.parts import Schema

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_MADE: dict[str, Callable[[Knowledge], Schema]] = {
    "framework": known.framework,
    "sources": known.sources,
    "attributes": vocabulary.attributes,
    "criteria": vocabulary.criteria,
    "capabilities": vocabulary.capabilities,
    "questions": vocabulary.questions,
    "rules": vocabulary.rules,
    "published": known.published,
    "toolkit": known.toolkit,
    "cases": needs.cases,
    "requirements": needs.requirements,
    "evaluation": evaluation.evaluation,
    "recommendation": outputs.recommendation,
    "explanation": outputs.explanation,
    "prediction": prediction.prediction,
}


def schemas(knowledge: Knowledge) -> dict[str, Schema]:
    """Return every file's schema by its name (JSON Schema 2020-12)."""
    return {
        name: {"$schema": DIALECT, "title": f"framework-recommender/{name}/1", **make(knowledge)}
        for name, make in _MADE.items()
    }
