"""Pages of the vocabulary: attributes, criteria, questions, rules, toolkits."""

from collections.abc import Iterator

from recommender.dates import spoken
from recommender.file_format import TOOLKITS
from recommender.knowledge.frameworks import Fact
from recommender.knowledge.rules import Condition, Effect, Rule
from recommender.knowledge.view import Knowledge, View
from recommender.knowledge.vocabulary import Attribute, Criterion, Question
from recommender.wording import significant, since, value_words, words
from website.citations import Citations
from website.markup import code, items, link, named, page, section, table, text

_OPERATORS = {
    "is": "is",
    "is_not": "is not",
    "in": "is one of",
    "not_in": "is none of",
    "includes": "has",
    "includes_any": "has any of",
    "at_least": "is at least",
    "at_most": "is at most",
}


def attributes(known: Knowledge) -> str:
    """Return the page of the attributes: what a fact may state, and which criteria read it."""
    readers: dict[str, list[Criterion]] = {}
    for criterion in known.criteria.values():
        for reading in criterion.readings:
            readers.setdefault(reading.attribute, []).append(criterion)
    topics: dict[str, list[tuple[str, ...]]] = {}
    for one in known.attributes.values():
        if one.topic == TOOLKITS:
            continue
        steps = "".join(
            f"<br>{code(step)} {text(meaning)}"
            for step, meaning in zip(one.steps, one.step_meanings, strict=True)
        )
        used = ", ".join(
            link(each.name, f"criteria.md#{each.id}") for each in readers.get(one.id, ())
        )
        kind = f"{one.type}, {one.unit}" if one.unit else one.type
        row = (
            named(words(one.id), one.id),
            text(one.meaning) + steps,
            text(kind),
            _years(one.shelf_life),
            used,
        )
        topics.setdefault(one.topic, []).append(row)
    heads = ("Attribute", "Meaning, and its steps, worst first", "Type", "Fresh for", "Read by")
    return page(
        "Attributes",
        "What a fact may state. After its time of freshness a fact that nobody looked at again "
        "starts to count as uncertain.",
        *(section(words(topic).capitalize(), table(heads, rows)) for topic, rows in topics.items()),
    )


def _years(amount: float) -> str:
    return f"{significant(amount)} {'year' if amount == 1 else 'years'}"


def criteria(known: Knowledge) -> str:
    """Return the page of the criteria: what is weighed, and what feeds it."""
    groups: dict[str, list[str]] = {}
    for one in known.criteria.values():
        points = "no points" if not one.importance else _points(one.importance)
        emphasised = [
            link(rule.id, f"rules.md#{rule.id}")
            for rule in known.rules
            if any(e.kind == "emphasise" and e.target == one.id for e in rule.effects)
        ]
        body = [
            f"### {text(one.name)} {{ #{one.id} }}",
            f"{text(one.meaning)} It has {points} of its own.",
            items(_feeds(one)),
            f"Rules that speak of it: {', '.join(emphasised)}." if emphasised else "",
        ]
        groups.setdefault(one.group, []).append("\n\n".join(part for part in body if part))
    return page(
        "Criteria",
        "What is weighed, and how facts and measurements become a value from 0 to 1. No value "
        "looks at another framework. [The method](../method.md) says why.",
        *(section(words(group).capitalize(), *bodies) for group, bodies in groups.items()),
    )


def _points(amount: float, sign: str = "") -> str:
    return f"{amount:{sign}g} {'point' if abs(amount) == 1 else 'points'}"


def _feeds(criterion: Criterion) -> Iterator[str]:
    for reading in criterion.readings:
        values = ", ".join(
            f"{value_words(step)} {significant(value)}" for step, value in reading.values.items()
        )
        attribute = link(words(reading.attribute), f"attributes.md#{reading.attribute}")
        yield f"{attribute}, weight {significant(reading.weight)}: {text(values)}"
    for measure in criterion.measures:
        per = f" as a multiple of that of {measure.per}" if measure.per else ""
        yield text(
            f"measured here: {words(measure.metric)}{per}, weight {significant(measure.weight)}: "
            f"1 at {measure.best:g}, 0 at {measure.worst:g}"
        )
    for published in criterion.published:
        yield text(
            f"measured by others: {words(published.metric)}, "
            f"weight {significant(published.weight)}: 1 at {published.best:g}, "
            f"0 at {published.worst:g}; fresh for {published.shelf_life:g} years"
        )
    if criterion.relation:
        yield text(f"what you have or know already: {words(criterion.relation)}")


def questions(known: Knowledge) -> str:
    """Return the page of the questionnaire: the keys and answers of a requirements file."""
    return page(
        "Questions",
        "The questions of `recommender ask`, and so the keys of a requirements file. Every one "
        "also takes `unknown` (don't know) and `any` (doesn't matter).",
        *(_question(one) for one in known.questions.values()),
    )


def _question(one: Question) -> str:
    rows = [(code(option.id), text(option.label)) for option in one.options]
    several = "Several answers may fit." if one.many else "One answer."
    return "\n\n".join(
        [
            f"## {text(words(one.id).capitalize())} {{ #{one.id} }}",
            f"**{text(one.text)}** {text(one.help)} {several}",
            table(("Answer", "Meaning"), rows),
        ]
    )


def rules(view: View) -> str:
    """Return the page of the rules: from answers to weights and constraints."""
    known, cited = view.knowledge, Citations(view.knowledge)
    parts = [_rule(rule, known, cited) for rule in known.rules]
    return page(
        "Rules",
        "From answers to weights and constraints. A rule speaks of needs and attributes, never of "
        "frameworks; it fires when all of its conditions hold.",
        *parts,
        cited.listed(),
    )


def _rule(rule: Rule, known: Knowledge, cited: Citations) -> str:
    conditions = [
        " or ".join(_condition(one, known) for one in alternatives) for alternatives in rule.when
    ]
    lines = [f"When {' and '.join(conditions)}" if conditions else "Always"]
    lines += [f"unless {_condition(one, known)}" for one in rule.unless]
    lines += [_effect(effect, known) for effect in rule.effects]
    return "\n\n".join(
        [
            f"### {text(words(rule.id))} {{ #{rule.id} }}",
            f"{text(rule.because)} {cited.marks(rule.sources)}".rstrip(),
            items(lines),
        ]
    )


def _condition(condition: Condition, known: Knowledge) -> str:
    if condition.kind == "concept":
        return f"*{text(words(condition.subject))}* follows"
    subject = condition.subject
    if subject in known.questions:
        labels = {option.id: option.label for option in known.questions[subject].options}
        name = link(words(subject), f"questions.md#{subject}")
    else:
        labels, name = {}, text(words(subject))
    wanted = " or ".join(
        f"“{labels.get(str(one), value_words(one))}”" for one in condition.values()
    )
    return f"{name} {_OPERATORS[condition.operator]} {text(wanted)}"


def _effect(effect: Effect, known: Knowledge) -> str:
    if effect.kind == "emphasise":
        name = link(known.criteria[effect.target].name, f"criteria.md#{effect.target}")
        return f"→ {_points(effect.amount, '+')} for {name}"
    if effect.kind == "conclude":
        return f"→ *{text(words(effect.target))}* follows"
    if effect.kind == "exclude_each":
        each = link(words(effect.target), f"questions.md#{effect.target}")
        return f"→ excludes each framework that is named in {each}, and what runs on it alone"
    wanted = _OPERATORS[effect.operator]
    values = effect.value if isinstance(effect.value, tuple) else (effect.value,)
    value = text(" or ".join(value_words(one) for one in values))
    if effect.kind == "require_each":
        each = link(words(effect.target), f"questions.md#{effect.target}")
        return f"→ needed of a framework, for each answer to {each}: {wanted} {value}"
    name = link(words(effect.target), f"attributes.md#{effect.target}")
    return f"→ needed of a framework: {name} {wanted} {value}"


def toolkits(view: View) -> str:
    """Return the page of the toolkits: on which frameworks each runs on the view's day."""
    rows = []
    for attribute in view.knowledge.attributes.values():
        if attribute.topic != TOOLKITS:
            continue
        runs = [
            f"{link(one.name, f'frameworks/{one.id}.md')} {_how(fact, view)}"
            for one in view.alternatives.values()
            if (fact := one.fact(attribute.id)) and fact.value != "none"
        ]
        rows.append(
            (
                named(attribute.name or attribute.id, attribute.id),
                text(_what(attribute, view.knowledge)),
                ", ".join(runs) or "none of today",
            )
        )
    return page(
        "Libraries",
        f"Libraries that people build on, and the frameworks that they run on, as of "
        f"{spoken(view.as_of)}. The pages of the frameworks have the sources.",
        table(("Library", "What it is for", "Runs on"), rows),
    )


def _how(fact: Fact, view: View) -> str:
    how = {"default": "by default, ", "experimental": "as a trial, "}.get(fact.value, "")
    return text(f"({how}{since(fact, view)})")


def _what(attribute: Attribute, known: Knowledge) -> str:
    """Return what a toolkit is for, as its option in the questionnaire says behind its name."""
    wanted = attribute.id.removeprefix(f"{TOOLKITS}.")
    question = known.questions.get(TOOLKITS)
    labels = {one.id: one.label for one in question.options} if question else {}
    return labels.get(wanted, attribute.meaning).removeprefix(f"{attribute.name}: ")
