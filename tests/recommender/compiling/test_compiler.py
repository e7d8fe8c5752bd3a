import pytest

from recommender.errors import KnowledgeError
from tests.recommender import tiny

#: A rule that excludes each framework chosen for a question, under a condition.
EACH = """
- id: each
  because: Each.
  when: [{}]
  then: [{{exclude_each: existing_code}}]
"""

BROKEN = {
    "an unknown attribute": (
        {"alpha": tiny.FRAMEWORKS["alpha"].replace("attribute: ease", "attribute: eas")},
        "frameworks/alpha.yaml:7: 'attribute' is 'eas'; did you mean 'ease'?",
    ),
    "a level that is none": (
        {"alpha": tiny.FRAMEWORKS["alpha"].replace("value: easy", "value: esy")},
        "did you mean 'easy'?",
    ),
    "a boolean that is a word": (
        {"alpha": tiny.FRAMEWORKS["alpha"].replace("value: false", "value: no")},
        "mobile is true or false, not 'no'",
    ),
    "a source that is nowhere": (
        {"alpha": tiny.FRAMEWORKS["alpha"].replace("source: handbook", "source: handbok")},
        "did you mean 'handbook'?",
    ),
    "a fact without source": (
        {"alpha": tiny.FRAMEWORKS["alpha"].replace(", source: handbook", "")},
        "'source' is missing",
    ),
    "an unknown without note": (
        {"gamma": tiny.FRAMEWORKS["gamma"].replace(", note: Looked in the handbook.", "")},
        "needs a 'note'",
    ),
    "a date that is none": (
        {
            "alpha": tiny.FRAMEWORKS["alpha"].replace(
                "from: 2015-06, source: handbook", "from: 2015-16, source: handbook"
            )
        },
        "months go from 01 to 12",
    ),
    "an id that is not the file's": (
        {"alpha": tiny.FRAMEWORKS["alpha"].replace("id: alpha", "id: alfa")},
        "not the file's name",
    ),
    "a rule on a question that nobody asks": (
        {
            "rules": tiny.RULES.replace(
                "requirement: purpose, is: study", "requirement: porpoise, is: study"
            )
        },
        "did you mean 'purpose'?",
    ),
    "a rule on an answer that nobody can give": (
        {"rules": tiny.RULES.replace("is: study", "is: stody")},
        "is no answer",
    ),
    "a concept that no rule concludes": (
        {"rules": tiny.RULES.replace("concept: gentle", "concept: gentel")},
        "no rule concludes 'gentel'",
    ),
    "an order where there is none": (
        {
            "rules": tiny.RULES.replace(
                "require: mobile, is: true", "require: mobile, at_least: true"
            )
        },
        "mobile has no order",
    ),
    "a criterion that scores words": (
        {
            "criteria": tiny.CRITERIA.replace(
                "reads: [{attribute: ease}]", "reads: [{attribute: trait}]"
            )
        },
        "a text cannot be scored",
    ),
    "values that miss a step": (
        {
            "criteria": tiny.CRITERIA.replace(
                "{attribute: ease}", "{attribute: ease, values: {hard: 0}}"
            )
        },
        "must name exactly hard, fair, easy",
    ),
    "a reserved answer": (
        {"questions": tiny.QUESTIONS.replace("id: study", "id: any")},
        "'any' is reserved",
    ),
    "an id twice": (
        {"sources": tiny.SOURCES.replace("id: history", "id: handbook")},
        "is taken",
    ),
    "phrases that miss a step": (
        {
            "attributes": tiny.ATTRIBUTES.replace(
                "id: ease, topic", "id: ease, says: {hard: is hard}, topic"
            )
        },
        "'says' must name exactly hard, fair, easy",
    ),
    "a phrase without a place for the value": (
        {"attributes": tiny.ATTRIBUTES.replace("id: ease, topic", "id: ease, says: is so, topic")},
        "'says' needs {} where the value goes",
    ),
    "an exception that is a concept": (
        {
            "rules": tiny.RULES.replace(
                "unless: [{requirement: purpose, is: study}]", "unless: [{concept: gentle}]"
            )
        },
        "an exception is an answer",
    ),
    "an unknown key": (
        {"sources": tiny.SOURCES.replace("kind: official", "kin: official")},
        "sources/all.yaml:2: unknown key 'kin'; did you mean 'kind'?",
    ),
    "a rule for each option of a question that may be open": (
        {"rules": tiny.RULES + EACH.format("{requirement: purpose, is: study}")},
        ":23: fires without an answer to 'existing_code', of which each counts; add {requirement: "
        "existing_code, is_not: any}",
    ),
    "a rule for each option of a question that one way does not ask": (
        {
            "rules": tiny.RULES
            + EACH.format(
                "{any: [{requirement: purpose, is: study}, "
                "{requirement: existing_code, is_not: any}]}"
            )
        },
        "fires without an answer to 'existing_code'",
    ),
    "a rule for each option, of which no fact speaks": (
        {
            "rules": tiny.RULES
            + EACH.format("{requirement: places, is_not: any}").replace(
                "exclude_each: existing_code", "require_each: places, is: true"
            )
        },
        "no attribute 'places.desk' for an option",
    ),
    "one answer where a list is meant": (
        {"rules": tiny.RULES.replace("includes: desk", "includes_any: desk")},
        "'includes_any' takes a list; write [desk]",
    ),
    "a list where one answer is meant": (
        {"rules": tiny.RULES.replace("includes: desk", "includes: [desk]")},
        "'includes' takes one value",
    ),
    "a list where one value is required": (
        {"rules": tiny.RULES.replace("require: mobile, is: true", "require: mobile, is: [true]")},
        "'is' takes one value",
    ),
    "anchors that are the same": (
        {"criteria": tiny.CRITERIA.replace("best: 0.1, worst: 10", "best: 1, worst: 1")},
        "criteria.yaml:5: 'best' (1) must be less than 'worst' (1)",
    ),
    "published times in who knows what unit": (
        {
            "criteria": tiny.CRITERIA.replace(
                "measures: [{metric: step_s, per: numpy,",
                "published: [{metric: step_s, shelf_life: 2,",
            )
        },
        "criteria.yaml:5: 'step_s' is published in many units; write 'per: fastest'",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_each_fault_is_named_with_file_line_and_mend(name: str) -> None:
    """A broken knowledge base gives one line: the file, the line, what is wrong and the mend."""
    changes, says = BROKEN[name]
    with pytest.raises(KnowledgeError) as caught:
        tiny.knowledge(**changes)
    message = str(caught.value)
    assert says in message
    assert ".yaml:" in message
    assert "\n" not in message


def test_a_version_is_read_as_it_is_written() -> None:
    """A version that is also a number keeps its noughts: 1.10 is not 1.1."""
    alpha = tiny.FRAMEWORKS["alpha"].replace('"1.0"', "1.10")
    (release,) = tiny.knowledge(alpha=alpha).frameworks["alpha"].releases
    assert release.version == "1.10"
