"""Which framework comes first, for very many sets of answers: what ``decide`` says, faster.

Rules look at few questions each. Those that look at the same ones are evaluated together, once for
every combination of answers to them, and what they add is kept: points for criteria (so much score
for each framework) and the frameworks that their constraints exclude. A whole set of answers is
then a sum of kept parts, since the score is additive and exclusions are a union. No trace, evidence
or interval is made on the way; ``decide`` gives those.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from recommender.answered_values import AnsweredValues
from recommender.assessment import answers_that_matter, assess
from recommender.inference import Constraint, Preferences, infer, required, strengths
from recommender.knowledge.rules import Rule
from recommender.knowledge.view import View
from recommender.measurements import Measurements
from recommender.ranking import Ranked, rank, satisfies
from recommender.requirements import DONT_KNOW, Answer, Requirements
from recommender.rule_groups import Group, Part, grouped, points_taken
from recommender.standings import bits, close, first, leading

#: Parts kept per group of rules; more than any interview meets.
KEPT = 100_000


class Scorer:
    """Scores frameworks under sets of answers, for one day and one set of measurements."""

    def __init__(self, view: View, found: Measurements) -> None:
        self.view, self.found = view, found
        #: The frameworks in the order of ``Part.scores``; ties go to the first.
        self.frameworks = tuple(sorted(view.alternatives))
        criteria, taken = view.knowledge.criteria, points_taken(view.knowledge.rules)
        #: The criteria of ``Part.apart``, in its order.
        self.apart = tuple(
            criterion
            for name, criterion in criteria.items()
            if answers_that_matter(criterion, found)
            or criterion.importance + taken.get(name, 0.0) < 0
        )
        names = {criterion.id for criterion in self.apart}
        self.values = AnsweredValues(view, found, self.frameworks)
        self._values = {
            name: self.values.under({}, criterion)
            for name, criterion in criteria.items()
            if name not in names
        }
        self._masks: dict[tuple[str, str, Any], int] = {}
        self._scored: dict[tuple[tuple[str, float], ...], Part] = {}
        self.nothing = self._part({})
        self.base = self._part({one.id: one.importance for one in criteria.values()})
        self.groups = grouped(view.knowledge.rules, view)

    # -- parts --------------------------------------------------------------------------------
    def parts(self, answers: Mapping[str, Answer], leaning: Collection[str] = ()) -> list[Part]:
        """Return what each group of rules adds under answers, in the order of ``groups``."""
        return [self.part(group, answers, leaning) for group in self.groups]

    def part(
        self, group: Group, answers: Mapping[str, Answer], leaning: Collection[str] = ()
    ) -> Part:
        """Return what a group of rules adds under answers."""
        key = tuple([answers.get(name, DONT_KNOW) for name in group.questions])
        soft = tuple([name for name in group.questions if name in leaning]) if leaning else ()
        found = group.kept.get((key, soft))
        if found is None:
            if len(group.kept) >= KEPT:
                group.kept.clear()
            alike = group.alike(key)
            found = group.kept.get((alike, soft)) or self._evaluated(group, alike, soft)
            group.kept[alike, soft] = group.kept[key, soft] = found
        return found

    def _evaluated(self, group: Group, key: tuple[Answer, ...], soft: tuple[str, ...]) -> Part:
        answers = dict(zip(group.questions, key, strict=True))
        total = self._follows(group.others, group.chained, answers, soft)
        if group.by_option and isinstance(key[0], tuple):
            for option in key[0]:
                total = total.plus(self.option(group, option, soft))
        return total

    def option(self, group: Group, option: str, soft: tuple[str, ...]) -> Part:
        """Return what the rules that ask for one option of a group's question add."""
        found = group.options.get((option, soft))
        if found is None:
            rules = group.by_option.get(option, ())
            found = self._follows(rules, (), {group.questions[0]: (option,)}, soft)
            group.options[option, soft] = found
        return found

    def _follows(
        self,
        rules: Sequence[Rule],
        chained: tuple[Rule, ...],
        answers: Mapping[str, Answer],
        soft: tuple[str, ...],
    ) -> Part:
        if not rules:
            return self.nothing
        counted = strengths(answers, (*rules, *chained), soft)
        points: dict[str, float] = {}
        excluded = 0
        for rule, strength in zip(rules, counted, strict=False):
            for effect in rule.effects if strength else ():
                if effect.kind == "emphasise":
                    given = points.get(effect.target, 0.0)
                    points[effect.target] = given + effect.amount * strength
            for needed in required(rule, answers) if strength == 1 else ():
                excluded |= self._mask(needed)
        return self._part(points, excluded)

    def _part(self, points: Mapping[str, float], excluded: int = 0) -> Part:
        key = tuple(points.items())
        part = self._scored.get(key)
        if part is None:
            part = self._scored[key] = self._scoring(points)
        return Part(part.points, part.scores, part.apart, excluded) if excluded else part

    def _scoring(self, points: Mapping[str, float]) -> Part:
        """Return the part that gives points to criteria and excludes nothing."""
        added = {name: amount for name, amount in points.items() if name in self._values}
        amounts = [
            [value * amount for value in self._values[name]] for name, amount in added.items()
        ]
        return Part(
            float(sum(added.values())),
            tuple(map(float, map(sum, zip(*amounts, strict=True))))
            if amounts
            else (0.0,) * len(self.frameworks),
            tuple(float(points.get(criterion.id, 0.0)) for criterion in self.apart),
            0,
        )

    def own(self, requirements: Requirements) -> Part:
        """Return what the user's own emphasis and limits on the candidates add."""
        only, without = requirements.only, requirements.without
        excluded = 0
        if only or without:
            excluded = bits(
                name in without or bool(only and name not in only) for name in self.frameworks
            )
        return self._part(requirements.emphasis, excluded)

    def _mask(self, needed: Constraint) -> int:
        """Return a bit for each framework that is known not to satisfy a constraint."""
        key = (needed.attribute, needed.operator, needed.value)
        if key not in self._masks:
            known = [self.view.frameworks[name] for name in self.frameworks]
            self._masks[key] = bits(satisfies(one, needed, self.view) is False for one in known)
        return self._masks[key]

    # -- answers ------------------------------------------------------------------------------
    def total(self, parts: Iterable[Part], answers: Mapping[str, Answer]) -> Part:
        """Return the sum of parts, with the criteria that were kept apart in the scores."""
        found = list(parts)
        scores: Iterable[float] = map(sum, zip(*[part.scores for part in found], strict=True))
        points = sum(part.points for part in found)
        apart = tuple(map(sum, zip(*[part.apart for part in found], strict=True)))
        for criterion, amount in zip(self.apart, apart, strict=True):
            if amount > 0:
                points += amount
                values = self.values.under(answers, criterion)
                scores = [
                    score + amount * value for score, value in zip(scores, values, strict=True)
                ]
        excluded = 0
        for part in found:
            excluded |= part.excluded
        return Part(points, tuple(scores), apart, excluded)

    def sums(self, requirements: Requirements) -> Part:
        """Return the points, the scores times points, and the exclusions under requirements."""
        parts = self.parts(requirements.answers, requirements.leaning)
        return self.total([self.base, self.own(requirements), *parts], requirements.answers)

    def best(self, requirements: Requirements) -> str | None:
        """Return the framework that ``decide`` puts first; None where nothing is left."""
        summed = self.sums(requirements)
        place = first(summed)
        if place is not None and (not summed.points or close(summed, place)):
            ranking, _ = self.ahead(requirements, summed)
            return ranking[0].framework if ranking else None
        return None if place is None else self.frameworks[place]

    def ahead(
        self, requirements: Requirements, summed: Part
    ) -> tuple[tuple[Ranked, ...], Preferences]:
        """Return the ranking of at least the first two, and the preferences, as ``decide`` does.

        Of a thousand frameworks some are nearly level under most answers, so only those near the
        first two are decided between: no score looks at another candidate.
        """
        preferences = infer(
            requirements.answers,
            requirements.emphasis,
            self.view.knowledge.rules,
            self.view.knowledge.criteria,
            requirements.leaning,
        )
        names = [self.frameworks[place] for place in leading(summed)]
        few = {name: self.view.frameworks[name] for name in names}
        ranking, _ = rank(
            View(self.view.as_of, self.view.knowledge, few),
            assess(self.view, self.found, requirements.answers),
            preferences.weights,
            preferences.constraints,
        )
        return ranking, preferences
