"""From requirements to emphasis, constraints and concepts: rules/."""

from collections.abc import Iterable

from recommender.compiling.vocabulary import Plain, Vocabulary, check_value, operator_of
from recommender.entries import Entry, shown, suggestion
from recommender.file_format import CONDITION_KEYS, EFFECT_KEYS, FRAMEWORKS
from recommender.inference import ANY, OF_SEVERAL


def rule(entry: Entry, known: Vocabulary) -> Plain:
    """Return a rule as plain data; ``known.concepts`` are what rules conclude."""
    when = []
    for condition in entry.entries("when", (*CONDITION_KEYS, "any")):
        alternatives = condition.entries("any", CONDITION_KEYS) or [condition]
        when.append([_condition(alternative, known) for alternative in alternatives])
    effects = [_effect(effect, known) for effect in entry.entries("then", EFFECT_KEYS)]
    if not effects:
        entry.fail("a rule needs 'then': what follows; add an effect")
    answered = _surely_answered(when)
    for effect in effects:
        name = effect["target"]
        if effect["kind"] in ("require_each", "exclude_each") and name not in answered:
            mend = f"add {{requirement: {name}, is_not: {ANY}}}"
            entry.fail(f"fires without an answer to {name!r}, of which each counts; {mend}", "when")
    return {
        "id": entry.text("id"),
        "because": entry.text("because"),
        "when": when,
        "effects": effects,
        "unless": [_exception(one, known) for one in entry.entries("unless", CONDITION_KEYS)],
        "sources": known.citations(entry, "sources", required=False),
        "tests": [
            {"given": test.mapping("given"), "fires": test.flag("fires")}
            for test in entry.entries("tests", ("given", "fires"))
        ],
    }


def _surely_answered(when: list[list[Plain]]) -> set[str]:
    """Return the questions of which something was chosen wherever the conditions hold."""
    subjects = [{(one["kind"], one["subject"]) for one in alternatives} for alternatives in when]
    alone = [found.pop() for found in subjects if len(found) == 1]
    return {subject for kind, subject in alone if kind == "requirement"}


def concluded(entries: Iterable[Entry]) -> set[str]:
    """Return the concepts that rules conclude."""
    return {
        effect.text("conclude")
        for entry in entries
        for effect in entry.entries("then", EFFECT_KEYS)
        if "conclude" in effect.data
    }


def _condition(entry: Entry, known: Vocabulary) -> Plain:
    if "concept" in entry.data:
        concept = entry.text("concept")
        if concept not in known.concepts:
            entry.fail(f"no rule concludes {concept!r}; {suggestion(concept, known.concepts)}")
        return {"kind": "concept", "subject": concept, "operator": "is", "value": True}
    subject = entry.choice("requirement", known.questions)
    operator, value = operator_of(entry)
    if operator in ("at_least", "at_most"):
        entry.fail("answers have no order; use is, in or includes", operator)
    _check_number(entry, operator, value)
    options = [ANY, *(option["id"] for option in known.questions[subject]["options"])]
    for item in value if isinstance(value, list) else [value]:
        if item not in options:
            entry.fail(f"{shown(item)} is no answer; {suggestion(str(item), options)}")
    return {"kind": "requirement", "subject": subject, "operator": operator, "value": value}


def _check_number(entry: Entry, operator: str, value: object) -> None:
    """Complain about a list where one value is meant, and the other way round."""
    if operator in OF_SEVERAL and not isinstance(value, list):
        entry.fail(f"{operator!r} takes a list; write [{value}]", operator)
    if operator not in OF_SEVERAL and isinstance(value, list):
        entry.fail(f"{operator!r} takes one value, not a list; write one", operator)


def _exception(entry: Entry, known: Vocabulary) -> Plain:
    """Return a condition on an answer: concepts are only concluded, never withdrawn."""
    if "concept" in entry.data:
        entry.fail("an exception is an answer, not a concept; write 'requirement'", "concept")
    return _condition(entry, known)


def _effect(entry: Entry, known: Vocabulary) -> Plain:
    if "emphasise" in entry.data:
        target = entry.choice("emphasise", known.criteria)
        return {"kind": "emphasise", "target": target, "amount": entry.number("by", low=-10)}
    if "conclude" in entry.data:
        return {"kind": "conclude", "target": entry.text("conclude")}
    if "require_each" in entry.data:
        return _require_each(entry, known)
    if "exclude_each" in entry.data:
        return _exclude_each(entry, known)
    attribute = known.attribute(entry, "require")
    operator, value = operator_of(entry)
    _check_number(entry, operator, value)
    for item in value if isinstance(value, list) else [value]:
        check_value(entry, attribute, item, operator)
    return {
        "kind": "require",
        "target": attribute["id"],
        "operator": operator,
        "value": value,
    }


def _require_each(entry: Entry, known: Vocabulary) -> Plain:
    """Return the effect that requires the attribute "QUESTION.OPTION" of each chosen option."""
    question = entry.choice("require_each", known.questions)
    operator, value = operator_of(entry)
    for chosen in known.questions[question]["options"]:
        attribute = known.attributes.get(f"{question}.{chosen['id']}")
        if attribute is None:
            missing = f"{question}.{chosen['id']}"
            entry.fail(f"no attribute {missing!r} for an option; add it", "require_each")
        check_value(entry, attribute, value, operator)
    return {"kind": "require_each", "target": question, "operator": operator, "value": value}


def _exclude_each(entry: Entry, known: Vocabulary) -> Plain:
    """Return the effect that excludes each framework that was chosen."""
    question = entry.choice("exclude_each", known.questions)
    if known.questions[question]["options_from"] != FRAMEWORKS:
        fault = f"the answers to {question!r} are no frameworks; name a question of which they are"
        entry.fail(fault, "exclude_each")
    return {"kind": "exclude_each", "target": question}
