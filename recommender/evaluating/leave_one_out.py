"""How far the agreement with labelled cases rests on the single case; pure.

No program fits anything to the cases: the strengths of the rules' emphases were set by hand, with
cases in view, and could have been tuned to them. So the strengths are chosen anew without each case
in turn and tested on the one that was left out (Stone 1974), out of a family with two parameters
for all rules together, so that no rule can be tuned alone: how much rules count beside the
criteria's own importance, and how far a strong emphasis stands out from a weak one. The family
holds the strengths as they are set, and strengths that owe nothing to any tuning: all alike.

What this cannot undo: which rules there are, and which facts, was written by people who saw the
cases. See ``dropped_rules`` for the former.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from math import exp, fsum, log

from recommender.decision import Decision
from recommender.errors import UserError
from recommender.evaluating.evaluation import Judged, judged_by
from recommender.inference import LEANING_STRENGTH, Emphasis
from recommender.knowledge.rules import Rule
from recommender.ranking import place


@dataclass(frozen=True, slots=True)
class Setting:
    """How the strengths of all rules are changed together.

    A strength of *a* becomes ``scale`` · *m* · (*a*/*m*) ** ``power``, where *m* is the mean
    strength of all rules; taking importance away keeps its sign. Power 0 makes all alike.
    """

    scale: float
    power: float

    def strength(self, amount: float, mean: float) -> float:
        """Return what a strength becomes."""
        changed: float = self.scale * mean * (abs(amount) / mean) ** self.power
        return changed if amount >= 0 else -changed

    @property
    def distance(self) -> float:
        """Return how far it is from the strengths as they are set."""
        return abs(self.power - 1) + abs(self.scale - 1 / self.scale)


AS_SET = Setting(1.0, 1.0)
FLAT = Setting(1.0, 0.0)
SCALES = (0.25, 0.5, 1.0, 2.0, 4.0)
POWERS = (0.0, 0.5, 1.0, 1.5, 2.0)
#: How far apart scores are for choices to differ much: a score *s* is chosen as exp(*s* / spread).
SPREADS = (0.01, 0.02, 0.03, 0.05, 0.08, 0.12)
#: How often people choose for reasons that no need says; what keeps a loss finite.
SLIP = 0.05
MIN_CASES = 2


@dataclass(frozen=True, slots=True)
class Tried:
    """One setting over all cases: accepted at rank 1 and within rank 3, and the mean log loss."""

    setting: Setting
    first: int
    top: int
    loss: float


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What a way to choose a setting comes to.

    ``all`` is the setting that it chooses with all cases. ``first`` and ``top`` count the cases
    that are right under the setting that it chooses without them; ``chosen`` says how often each.
    """

    all: Tried
    first: int
    top: int
    chosen: Mapping[Setting, int]


@dataclass(frozen=True, slots=True)
class LeaveOneOut:
    """What both ways come to over the ``cases`` that name an answer.

    The setting is chosen by log loss, a proper score; and by the count of right cases, which is
    coarse: between settings that are nearly level, a case that is left out while it is right speaks
    for the others, so this errs low.
    """

    cases: int
    as_set: Tried
    flat: Tried
    by_loss: LeftOut
    by_count: LeftOut


@dataclass(frozen=True, slots=True)
class _Scored:
    """One case under one setting."""

    first: bool
    top: bool
    loss: float


_Row = tuple[_Scored, ...]
_Choice = tuple[Setting, float]  # with the spread
_Table = Mapping[_Choice, _Row]
_Better = Callable[[Setting, Iterable[_Scored]], tuple[float, ...]]


def leave_one_out(judged: Iterable[Judged]) -> LeaveOneOut:
    """Choose the strengths without each case in turn; over the cases that name an answer.

    Raises:
        UserError: fewer than two do.

    """
    items = [item for item in judged if item.case.accepted]
    if len(items) < MIN_CASES:
        raise UserError("leaving one out needs at least two cases that name an answer; add some")
    rules = items[0].decision.knowledge.rules
    mean = mean_strength(rules)
    table: dict[_Choice, _Row] = {}
    for setting in (Setting(*one) for one in product(SCALES, POWERS)):
        scores = [scores_under(item.decision, setting, mean) for item in items]
        for spread in SPREADS:
            pairs = zip(items, scores, strict=True)
            table[setting, spread] = tuple(_scored(item, one, spread) for item, one in pairs)
    return LeaveOneOut(
        len(items),
        _tried(AS_SET, table),
        _tried(FLAT, table),
        _left_out(table, len(items), lambda setting, row: (-_loss(row), -setting.distance)),
        _left_out(
            table,
            len(items),
            lambda setting, row: (
                sum(one.first for one in row),
                sum(one.top for one in row),
                -setting.distance,
            ),
        ),
    )


def _left_out(table: _Table, cases: int, better: _Better) -> LeftOut:
    chosen: dict[Setting, int] = {}
    first = top = 0
    for index in range(cases):
        best = max(table, key=lambda one: better(one[0], _but(table[one], index)))
        chosen[best[0]] = chosen.get(best[0], 0) + 1
        first += table[best][index].first
        top += table[best][index].top
    with_all, _ = max(table, key=lambda one: better(one[0], table[one]))
    return LeftOut(_tried(with_all, table), first, top, chosen)


def _but(row: _Row, index: int) -> _Row:
    return row[:index] + row[index + 1 :]


def _loss(row: Iterable[_Scored]) -> float:
    return fsum(one.loss for one in row)


def _tried(setting: Setting, table: _Table) -> Tried:
    row = min((table[setting, spread] for spread in SPREADS), key=_loss)
    right, top = sum(one.first for one in row), sum(one.top for one in row)
    return Tried(setting, right, top, _loss(row) / len(row))


def mean_strength(rules: Iterable[Rule]) -> float:
    """Return the mean of what rules give to, or take from, a criterion; 1 if they do neither."""
    found = [
        abs(effect.amount)
        for rule in rules
        for effect in rule.effects
        if effect.kind == "emphasise" and effect.amount
    ]
    return sum(found) / len(found) if found else 1.0


def scores_under(decision: Decision, setting: Setting, mean: float) -> dict[str, float]:
    """Return the scores of a decision's ranking, best first, were the strengths of rules others."""
    points = {one.id: one.importance for one in decision.knowledge.criteria.values()}
    for emphasis in decision.preferences.emphases:
        points[emphasis.criterion] += _changed(emphasis, setting, mean)
    counting = {name: amount for name, amount in points.items() if amount > 0}
    if not counting:
        counting = dict.fromkeys(points, 1.0)
    total = sum(counting.values())
    scores = {
        ranked.framework: sum(
            counting[item.criterion] / total * item.assessment.interval.middle
            for item in ranked.contributions
            if item.criterion in counting
        )
        for ranked in decision.ranking
    }
    return {name: scores[name] for name in sorted(scores, key=lambda one: place(one, scores[one]))}


def _changed(emphasis: Emphasis, setting: Setting, mean: float) -> float:
    if emphasis.rule == "requirements":  # the user's own
        return emphasis.amount
    share = LEANING_STRENGTH if emphasis.leaning else 1.0
    return share * setting.strength(emphasis.amount / share, mean)


def _scored(item: Judged, scores: Mapping[str, float], spread: float) -> _Scored:
    """Return whether a case is right by scores, and the log loss of what was accepted."""
    under = judged_by(item.case, item.decision, list(scores))
    highest = max(scores.values(), default=0.0)
    chances = {name: exp((score - highest) / spread) for name, score in scores.items()}
    accepted = fsum(chances.get(name, 0.0) for name in {*item.case.accepted})
    among = len(item.decision.view.alternatives)
    chance = SLIP / among + (1 - SLIP) * (accepted / fsum(chances.values()) if chances else 0.0)
    return _Scored(under.first, under.among_top, -log(chance))
