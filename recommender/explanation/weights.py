"""How a weight came about: from the answers by rules to points, and from points to a share."""

from dataclasses import dataclass

from recommender.decision import Decision
from recommender.explanation.grounds import because_of, rule_of, why_not_fired
from recommender.explanation.sentences import Sentence
from recommender.inference import Constraint, Emphasis, evaluate, points
from recommender.ranking import satisfies
from recommender.wording import percent, series, value_words, words


@dataclass(frozen=True, slots=True)
class Points:
    """The points that a criterion has: of its own, and from each rule or the user."""

    criterion: str
    own: float
    given: tuple[Emphasis, ...]
    total: float
    weight: float

    @property
    def sum(self) -> float:
        """Return the criterion's points; none has less than no weight."""
        return max(0.0, self.own + sum(emphasis.amount for emphasis in self.given))


def points_of(criterion: str, decision: Decision) -> Points:
    """Return where a criterion's weight comes from."""
    criteria, preferences = decision.knowledge.criteria, decision.preferences
    given = tuple(
        emphasis
        for emphasis in preferences.emphases
        if emphasis.criterion == criterion and emphasis.amount
    )
    total = sum(points(preferences.emphases, criteria).values())
    own = criteria[criterion].importance
    return Points(criterion, own, given, total, preferences.weights[criterion])


def heaviest_first(decision: Decision) -> list[str]:
    """Return the criteria that have a weight, heaviest first."""
    weights = decision.preferences.weights
    return sorted((c for c in weights if weights[c]), key=lambda c: (-weights[c], c))


def weight_sentences(criterion: str, decision: Decision) -> tuple[Sentence, ...]:
    """Return, for each thing that gave a criterion points, what it was and how many."""
    found = points_of(criterion, decision)
    sentences = []
    if found.own:
        text = f"It counts for everybody: {_points(found.own)}."
        sentences.append(Sentence(text, (criterion,)))
    sentences += [_given(emphasis, criterion, decision) for emphasis in found.given]
    return tuple(sentences)


def _given(emphasis: Emphasis, criterion: str, decision: Decision) -> Sentence:
    rule, amount = rule_of(emphasis.rule, decision), emphasis.amount
    if rule is None:
        text = f"You gave it {_points(amount)} yourself."
        return Sentence(text, (criterion, "requirements.emphasis"))
    said, ids = because_of(rule.id, decision)
    answered = f"You answered {said}. " if said else ""
    adds = f"adds {_points(amount)}" if amount > 0 else f"takes {_points(-amount)} away"
    half = ", half of what a firm answer would" if emphasis.leaning else ""
    text = f"{answered}{rule.because} This {adds}{half} [{rule.id}]."
    return Sentence(text, (criterion, rule.id, *ids))


def silent_rules(criterion: str, decision: Decision) -> tuple[Sentence, ...]:
    """Return the rules that would have given a criterion points, and why they did not fire."""
    heard = {trace.rule for trace in decision.preferences.trace if trace.strength}
    sentences = []
    for rule in decision.knowledge.rules:
        amounts = [
            effect.amount
            for effect in rule.effects
            if effect.kind == "emphasise" and effect.target == criterion and effect.amount
        ]
        if not amounts or rule.id in heard:
            continue
        why, ids = why_not_fired(rule, decision)
        total = sum(amounts)
        adds = f"add {_points(total)}" if total > 0 else f"take {_points(-total)} away"
        text = f"{rule.id} would {adds}, but {why}."
        sentences.append(Sentence(text, (rule.id, criterion, *ids)))
    return tuple(sentences)


def constraint_sentence(constraint: Constraint, decision: Decision) -> Sentence:
    """Return what a constraint demands, by which rule and answer, and whom it excludes."""
    said, ids = because_of(constraint.rule, decision)
    answered = f"You answered {said}. " if said else ""
    hit = [
        framework.name
        for framework in decision.view.alternatives.values()
        if satisfies(framework, constraint, decision.view) is False
    ]
    effect = f"This excludes {series(hit)}." if hit else "This excludes nobody."
    if constraint.ruled_out is not None:
        name = decision.knowledge.frameworks[constraint.ruled_out].name
        text = f"{name}: {constraint.because} [{constraint.rule}] {effect}"
        return Sentence(text, (constraint.rule, *ids))
    text = (
        f"{answered}{constraint.because} So a framework is out that "
        f"{forbidden(constraint, decision)} [{constraint.rule}]. {effect}"
    )
    return Sentence(text, (constraint.rule, *ids))


def forbidden(constraint: Constraint, decision: Decision) -> str:
    """Return what a constraint forbids, to stand behind "a framework that …"."""
    attribute = decision.knowledge.attributes[constraint.attribute]
    values: tuple[object, ...] = attribute.steps or (False, True)
    phrases = [
        attribute.says[str(value).lower()]
        for value in values
        if str(value).lower() in attribute.says
        and evaluate(constraint.operator, value, constraint.value, attribute.steps) is False
    ]
    if phrases:
        return " or ".join(phrases)
    wanted = f"{constraint.operator.replace('_', ' ')} {value_words(constraint.value)}"
    return f"has not {words(attribute.id)}: {wanted}"


def _points(amount: float) -> str:
    return f"{amount:g} point" + ("" if amount == 1 else "s")


def share(criterion: str, decision: Decision) -> str:
    """Return a weight in words: "24% of the weight (8 of 33 points)"."""
    found = points_of(criterion, decision)
    return f"{percent(found.weight)} of the weight ({found.sum:g} of {found.total:g} points)"
