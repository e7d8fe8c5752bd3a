"""Small knowledge bases for the pages, one of them with markup in every text."""

import json

from recommender.knowledge.view import Knowledge
from recommender.measurements import Measurements
from recommender.requirements import from_mapping
from tests.recommender import tiny
from website.pages import Example, Inputs

DAY = "2018-06-01"
#: What would be markup to a browser, to Markdown, to its extensions or to a template.
HOSTILE = '<script>alert(1)</script>|**b**](javascript:alert(2)){{ 7*7 }}"{ #x onclick=y }'
TAME = "Beta is quick."
_WORKLOADS = "workloads:\n  - {id: mlp, meaning: A perceptron., models: []}\n"
_CLAIM = """claims:
  - id: beta-quick
    text: TEXT
    stance: pro
    from: 2016
    source: [opinion]
    tested_by: {workload: mlp, metric: step_s, expect: lower, than: [alpha]}
  - {id: beta-strong, text: TEXT, stance: con, from: 2016, source: opinion}
"""


def knowledge(words: str = TAME) -> Knowledge:
    """Return the tiny knowledge base with a text of one's choice wherever one can stand."""
    said = json.dumps(words)

    def put(text: str, *places: str) -> str:
        for place in places:
            key = place.partition(":")[0]
            assert place in text
            text = text.replace(place, f"{key}: {said}")
        return text

    noted = "from: 2018-01, source: history}"
    beta = tiny.FRAMEWORKS["beta"].split("claims:")[0] + _CLAIM.replace("TEXT", said)
    assert noted in beta
    beta = beta.replace(noted, f"from: 2018-01, source: history, note: {said}}}")
    return tiny.knowledge(
        beta=put(beta, "name: Beta") if words == HOSTILE else beta,
        workloads=_WORKLOADS,
        sources=put(tiny.SOURCES, "title: The release history"),
        criteria=put(tiny.CRITERIA, "name: Power"),
        questions=put(tiny.QUESTIONS, "label: Study"),
        rules=put(tiny.RULES, "because: Study should be easy."),
        attributes=put(tiny.ATTRIBUTES, "meaning: Ease."),
    )


def inputs(words: str = TAME, measured: Measurements | None = None, day: str = DAY) -> Inputs:
    """Return what the pages are made from: the knowledge, one example, one schema."""
    known = knowledge(words)
    needs = {"purpose": "study", "title": words, "notes": words}
    schema = {
        "type": "object",
        "description": words,
        "properties": {
            "kind": {"anyOf": [{"const": "a", "description": words}, {"const": "b"}]},
            "size": {"type": "integer", "minimum": 1, "description": words},
            "parts": {
                "type": "array",
                "items": {"type": "object", "properties": {"name": {"type": "string"}}},
            },
        },
        "required": ["kind"],
    }
    example = Example(json.dumps(needs), from_mapping(needs, known))
    found = measured or Measurements()
    return Inputs(known, day, found, {"thing": schema}, {"one": example})
