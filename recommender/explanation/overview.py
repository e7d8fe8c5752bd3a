"""The explanation of a whole recommendation: verdict, why, why not the others, what it rests on.

Every sentence carries the ids of the facts, rules, criteria and measurements that it is made of.
The words come from the knowledge base or are measured numbers; this package only joins them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from recommender.dates import spoken
from recommender.decision import TOO_CLOSE, Decision
from recommender.explanation.evidence import contribution_words, ids_of
from recommender.explanation.existing_code import existing_code
from recommender.explanation.leaning import warnings
from recommender.explanation.measured import measured
from recommender.explanation.sentences import About, Sentence, joined
from recommender.explanation.unknown import unknown
from recommender.explanation.would_change import would_change
from recommender.figures import Figure, figures
from recommender.history import Change, changes
from recommender.inference import Emphasis
from recommender.knowledge import Rule, View
from recommender.ranking import Exclusion, Ranked
from recommender.wording import dated_fact_words

REASONS = 4
DIFFERENCES = 2


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that is said of a recommendation, in the order in which one asks.

    Attributes:
        verdict: the answer and how clear it is.
        warnings: what frameworks lack of that which leaning answers ask for.
        why: what speaks for the first.
        why_not: for each other framework on the table, what it lacks and where it is ahead.
        existing_code: what becomes of the code that exists, and the ways over.
        would_change: the nearest changes of one weight that put another framework first.
        excluded: for each excluded framework, the need and the fact.
        figures: what was measured on this machine and counted.
        measured: what the measurements changed, and what could not be measured or did not count.
        unknown: what is not known or not measured.
        changes: how the advice for these needs has changed over the years.
        emphases: how the weights came about, heaviest first.

    """

    verdict: tuple[Sentence, ...]
    warnings: tuple[Sentence, ...]
    why: tuple[Sentence, ...]
    why_not: tuple[About, ...]
    existing_code: tuple[Sentence, ...]
    would_change: tuple[Sentence, ...]
    excluded: tuple[About, ...]
    figures: tuple[Figure, ...]
    measured: tuple[Sentence, ...]
    unknown: tuple[Sentence, ...]
    changes: tuple[Sentence, ...]
    emphases: tuple[Sentence, ...]

    def sentences(self) -> tuple[Sentence, ...]:
        """Return every sentence."""
        about = [part.sentences for part in (*self.why_not, *self.excluded)]
        plain = (
            self.verdict,
            self.warnings,
            self.why,
            self.existing_code,
            self.would_change,
            self.measured,
            self.unknown,
            self.changes,
            self.emphases,
        )
        return tuple(sentence for part in (*plain, *about) for sentence in part)


def explain(decision: Decision) -> Explanation:
    """Return the explanation of a recommendation; pure."""
    best = decision.best
    return Explanation(
        verdict=_verdict(decision),
        warnings=warnings(decision),
        why=_why(decision, best) if best else (),
        why_not=tuple(
            About(other.framework, other.name, _why_not(decision, best, other))
            for other in decision.ranking[1:]
            if best
        ),
        existing_code=existing_code(decision),
        would_change=would_change(decision),
        excluded=tuple(
            About(item.framework, item.name, (_excluded(item, decision.view),))
            for item in decision.exclusions
        ),
        figures=figures(decision.measurements),
        measured=measured(decision),
        unknown=unknown(decision),
        changes=tuple(_changed(change, decision) for change in changes(decision)),
        emphases=_emphases(decision),
    )


# -- the parts --------------------------------------------------------------------------------
def _verdict(decision: Decision) -> tuple[Sentence, ...]:
    best = decision.best
    if best is None:
        return (Sentence("No framework is left: every one is excluded by a need."),)
    if decision.margin is None:
        return (Sentence(f"{best.name}: the only framework that these needs leave."),)
    second = decision.ranking[1]
    scores = f"{best.score:.2f} against {second.score:.2f} for {second.name}"
    lead = {
        "too close to call": (
            f"{best.name} and {second.name} are too close to call ({scores}; differences below "
            f"{TOO_CLOSE:g} decide nothing)."
        ),
        "leaning": f"{best.name}, with {second.name} close behind ({scores}).",
        "clear": f"{best.name}, clearly ahead ({scores}).",
    }[decision.verdict]
    reach = [other for other in decision.ranking[1:] if other.high > best.low]
    sure = f"By what is known, it scores from {best.low:.2f} to {best.high:.2f}; " + (
        f"{len(reach)} of the {len(decision.ranking) - 1} others could still overtake it "
        "if everything unknown turned out their way."
        if reach
        else "no other could overtake it even if everything unknown turned out its way."
    )
    return Sentence(lead), Sentence(sure)


def _why(decision: Decision, best: Ranked) -> tuple[Sentence, ...]:
    strongest = sorted(best.contributions, key=lambda item: (-item.amount, item.criterion))
    return tuple(
        Sentence(
            f"{decision.knowledge.criteria[item.criterion].name} "
            f"({item.weight:.0%} of the weight): "
            f"{contribution_words(item, decision, best.framework)}.",
            ids_of(item),
        )
        for item in strongest[:REASONS]
        if item.amount > 0
    )


def _why_not(decision: Decision, best: Ranked, other: Ranked) -> tuple[Sentence, ...]:
    criteria = decision.knowledge.criteria

    def has(ranked: Ranked, criterion: str) -> str:
        contribution = ranked.contribution(criterion)
        return contribution_words(contribution, decision, ranked.framework)

    pairs = [
        (best.contribution(item.criterion).amount - item.amount, item)
        for item in other.contributions
        if item.weight
    ]
    behind = sorted(pairs, key=lambda pair: (-pair[0], pair[1].criterion))[:DIFFERENCES]
    ahead = min(pairs, key=lambda pair: (pair[0], pair[1].criterion))
    sentences = [
        Sentence(
            f"{criteria[item.criterion].name}: "
            f"{has(other, item.criterion)}; {best.name} has {has(best, item.criterion)} "
            f"(costs {difference:.2f}).",
            (*ids_of(item), *ids_of(best.contribution(item.criterion))[1:]),
        )
        for difference, item in behind
        if difference > 0
    ]
    if ahead[0] < 0:
        sentences.append(
            Sentence(
                f"It is ahead on {criteria[ahead[1].criterion].name}: "
                f"{has(other, ahead[1].criterion)}.",
                ids_of(ahead[1]),
            )
        )
    return tuple(sentences)


def _excluded(exclusion: Exclusion, view: View) -> Sentence:
    if exclusion.constraint is None:
        return Sentence("Left out by the requirements themselves ('only' or 'without').")
    fact = exclusion.fact
    known = dated_fact_words(fact, view) if fact else "not known"
    return Sentence(
        f"{exclusion.constraint.because} But {known}.",
        (exclusion.constraint.rule, *((fact.id,) if fact else ())),
    )


def _changed(change: Change, decision: Decision) -> Sentence:
    def name(identity: str | None) -> str:
        return decision.knowledge.frameworks[identity].name if identity else "nothing"

    facts = joined(
        [
            f"{name(fact.framework)}: {dated_fact_words(fact, decision.view)}"
            for fact in change.facts
        ]
    )
    return Sentence(
        f"{spoken(change.before[:7])}: {name(change.old)}. {spoken(change.after[:7])}: "
        f"{name(change.new)}." + (f" What changed: {facts}." if facts else ""),
        tuple(fact.id for fact in change.facts)
        + ((change.excluded_by,) if change.excluded_by else ()),
    )


def _emphases(decision: Decision) -> tuple[Sentence, ...]:
    criteria = decision.knowledge.criteria
    rules = {rule.id: rule for rule in decision.knowledge.rules}
    heaviest = sorted(decision.preferences.weights.items(), key=lambda item: (-item[1], item[0]))
    sentences = []
    for criterion, weight in heaviest:
        given = [
            emphasis
            for emphasis in decision.preferences.emphases
            if emphasis.criterion == criterion and emphasis.amount
        ]
        if not weight or not given:
            continue
        because = [_because(item, rules) for item in given]
        sentences.append(
            Sentence(
                f"{criteria[criterion].name}, {weight:.0%}: {' '.join(dict.fromkeys(because))}",
                (criterion, *(item.rule for item in given)),
            )
        )
    return tuple(sentences)


def _because(emphasis: Emphasis, rules: Mapping[str, Rule]) -> str:
    rule = rules.get(emphasis.rule)
    if rule is None:
        return "You gave it this importance."
    return f"{rule.because} (Leaning: counts half.)" if emphasis.leaning else rule.because
