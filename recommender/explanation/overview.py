"""The explanation of a whole recommendation: verdict, why, why not the others, what it rests on.

Every sentence carries the ids of the facts, rules, criteria and measurements that it is made of.
The words come from the knowledge base or are measured numbers; this package only joins them.
"""

from dataclasses import dataclass
from functools import lru_cache

from recommender.dates import spoken
from recommender.decision import TOO_CLOSE, Decision
from recommender.explanation.differences import Difference, differences
from recommender.explanation.evidence import clause, contribution_words, ids_of, versus
from recommender.explanation.excluding import excluded, limit_of
from recommender.explanation.existing_code import existing_code
from recommender.explanation.grounds import rule_of
from recommender.explanation.layers import on_top
from recommender.explanation.measured import measured
from recommender.explanation.phrases import AHEAD, BEHIND, REACH, VERDICT, WHY
from recommender.explanation.sentences import BAD, GOOD, About, Sentence, joined
from recommender.explanation.stack import stack
from recommender.explanation.unknown import unknown
from recommender.explanation.warnings import warnings
from recommender.explanation.weights import heaviest_first, points_of
from recommender.explanation.would_change import would_change
from recommender.figures import Figure, figures
from recommender.history import Change, changes
from recommender.inference import Emphasis
from recommender.ranking import LEVEL, Ranked, place, within_reach
from recommender.wording import percent, says_since

REASONS = 4
DIFFERENCES = 2
#: From this value on a criterion speaks for a framework; where none does, all are told.
SPEAKS = 0.5


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that is said of a recommendation, in the order in which one asks.

    Attributes:
        verdict: the answer and how clear it is.
        warnings: what frameworks lack of that which leaning answers ask for.
        why: what speaks for the first.
        why_not: for each other framework on the table, what it lacks and where it is ahead.
        stack: on which backend to run the first, where it runs on another framework; else which
            layers can be put on top of it.
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
    stack: tuple[Sentence, ...]
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
            self.stack,
            self.existing_code,
            self.would_change,
            self.measured,
            self.unknown,
            self.changes,
            self.emphases,
        )
        return tuple(sentence for part in (*plain, *about) for sentence in part)


@lru_cache(maxsize=2)
def explain(decision: Decision) -> Explanation:
    """Return the explanation of a recommendation; pure, and kept for the forms of a report."""
    best = decision.best
    return Explanation(
        verdict=verdict(decision),
        warnings=warnings(decision),
        why=why_first(decision),
        why_not=tuple(
            About(other.framework, other.name, why_not_first(decision, best, other))
            for other in decision.ranking[1:]
            if best
        ),
        stack=on.sentences if (on := stack(decision)) else on_top(decision),
        existing_code=existing_code(decision),
        would_change=would_change(decision),
        excluded=tuple(
            About(item.framework, item.name, (excluded(item, decision),))
            for item in decision.exclusions
        ),
        figures=figures(decision.measurements),
        measured=measured(decision),
        unknown=unknown(decision),
        changes=tuple(_changed(change, decision) for change in changes(decision)),
        emphases=_emphases(decision),
    )


# -- the parts --------------------------------------------------------------------------------
def verdict(decision: Decision) -> tuple[Sentence, ...]:
    """Return the answer and how clear it is."""
    best = decision.best
    weighed = tuple(heaviest_first(decision))
    said = VERDICT[decision.verdict]
    if best is None:
        rules = dict.fromkeys(
            item.constraint.rule if item.constraint else f"requirements.{limit_of(decision, item)}"
            for item in decision.exclusions
        )
        return (Sentence(said, tuple(rules)),)
    if decision.margin is None:
        return (Sentence(said.format(best=best.name), weighed),)
    second = decision.ranking[1]
    lead = said.format(
        best=best.name,
        second=second.name,
        score=f"{best.score:.2f}",
        second_score=f"{second.score:.2f}",
        too_close=f"{TOO_CLOSE:g}",
    )
    reach = sum(within_reach(best, other) for other in decision.ranking[1:])
    sure = REACH["some" if reach > 1 else "one" if reach else "none"].format(
        best=best.name,
        low=f"{best.low:.2f}",
        high=f"{best.high:.2f}",
        count=reach,
        others=len(decision.ranking) - 1,
    )
    return Sentence(lead, weighed), Sentence(sure, weighed)


def why_first(decision: Decision) -> tuple[Sentence, ...]:
    """Return what speaks for the first: what gives it most of its score, and is no weakness."""
    best = decision.best
    if best is None:
        return ()
    telling = [item for item in best.contributions if item.assessment.interval.middle >= SPEAKS]
    strongest = sorted(
        telling or best.contributions, key=lambda item: place(item.criterion, item.amount)
    )
    return tuple(
        Sentence(
            WHY.format(
                criterion=decision.knowledge.criteria[item.criterion].name,
                weight=percent(item.weight),
                clause=clause(best.name, contribution_words(item, decision, best.framework)),
            ),
            ids_of(item),
            GOOD,
        )
        for item in strongest[:REASONS]
        if item.amount > 0
    )


def why_not_first(decision: Decision, best: Ranked, other: Ranked) -> tuple[Sentence, ...]:
    """Return what costs another framework most beside the first, and where it is ahead."""
    found = differences(decision, best, other)
    behind = [one for one in found if one.amount > LEVEL][:DIFFERENCES]
    sentences = [_difference(one, best, other) for one in behind]
    ahead = next((one for one in found if one.amount < -LEVEL), None)
    if ahead is not None:
        text = AHEAD.format(criterion=ahead.name, clause=clause(other.name, ahead.second))
        sentences.append(Sentence(text, ahead.ids, GOOD))
    return tuple(sentences)


def _difference(one: Difference, best: Ranked, other: Ranked) -> Sentence:
    clauses = versus(other.name, one.second, best.name, one.first)
    text = BEHIND.format(criterion=one.name, clauses=clauses, amount=f"{one.amount:.2f}")
    return Sentence(text, one.ids, BAD)


def _changed(change: Change, decision: Decision) -> Sentence:
    def name(identity: str | None) -> str:
        return decision.knowledge.frameworks[identity].name if identity else "none"

    facts = joined(
        [f"{name(fact.framework)} {says_since(fact, decision.view)}" for fact in change.facts]
    )
    text = (
        f"Between {spoken(change.before[:7])} and {spoken(change.after[:7])} the answer changed "
        f"from {name(change.old)} to {name(change.new)}" + (f": {facts}." if facts else ".")
    )
    ids = tuple(fact.id for fact in change.facts)
    ids += (change.excluded_by,) if change.excluded_by else ()
    return Sentence(text, ids or tuple(heaviest_first(decision)))


def _emphases(decision: Decision) -> tuple[Sentence, ...]:
    criteria = decision.knowledge.criteria
    sentences = []
    for criterion in heaviest_first(decision):
        given = points_of(criterion, decision).given
        if not given:
            continue
        because = [_because(emphasis, decision) for emphasis in given]
        weight = percent(decision.preferences.weights[criterion])
        ids = [
            one.rule if rule_of(one.rule, decision) else "requirements.emphasis" for one in given
        ]
        text = f"{criteria[criterion].name}, {weight}: {' '.join(dict.fromkeys(because))}"
        sentences.append(Sentence(text, (criterion, *ids)))
    return tuple(sentences)


def _because(emphasis: Emphasis, decision: Decision) -> str:
    rule = rule_of(emphasis.rule, decision)
    if rule is None:
        return "You gave it this importance."
    half = " This counts half, as your answer is leaning." if emphasis.leaning else ""
    return f"{rule.because}{half}"
