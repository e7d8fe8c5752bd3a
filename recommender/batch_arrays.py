"""Which framework comes first for very many sets of answers at once, with NumPy.

The parts are those of ``rule_groups``: for each group of rules what every combination of answers
adds, or every option where they add up option by option. Here each is looked up once for all the
sets that share it, and the sums over groups are sums of arrays, a row for each set.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from recommender.assessment import answers_that_matter
from recommender.requirements import DONT_KNOW, Requirements
from recommender.rule_groups import Group, Part
from recommender.scorer import Scorer
from recommender.standings import NEAR

Floats = NDArray[np.float64]
#: Sets that are worked on at once, so that memory does not grow with the number of sets. What sets
#: have alike is made into arrays each time, so that many fewer would take longer.
TOGETHER = 20_000


def best_of_each(scorer: Scorer, many: Sequence[Requirements]) -> list[str | None]:
    """Return what ``Scorer.best`` returns for each set of requirements."""
    return [
        best
        for start in range(0, len(many), TOGETHER)
        for best in _best_of_each(scorer, many[start : start + TOGETHER])
    ]


def _best_of_each(scorer: Scorer, many: Sequence[Requirements]) -> list[str | None]:
    sums = _Sums(scorer, many)
    sums.add_groups()
    sums.add_apart()
    scores = np.where(sums.excluded > 0, -np.inf, sums.scores)
    places = scores.argmax(axis=1)
    highest = scores[np.arange(len(many)), places]
    # Sums made in another order than those of ``decide`` do not tell what is as good as level.
    near = (scores >= (highest - NEAR * sums.points)[:, None]).sum(axis=1) > 1
    unsure = near | (sums.points == 0)
    found: list[str | None] = [scorer.frameworks[place] for place in places]
    for row in np.flatnonzero(unsure | (highest == -np.inf)).tolist():
        found[row] = None if highest[row] == -np.inf else scorer.best(many[row])
    return found


class _Sums:
    """The sums of parts: a row for each set, with all that a part holds side by side.

    ``points``, ``scores``, ``apart`` and ``excluded`` (how many parts exclude each framework) are
    columns of it.
    """

    def __init__(self, scorer: Scorer, many: Sequence[Requirements]) -> None:
        self.scorer, self.many = scorer, many
        frameworks, apart = len(scorer.frameworks), len(scorer.apart)
        self.rows = np.repeat(self._array([scorer.base]), len(many), axis=0)
        self.points = self.rows[:, 0]
        self.scores, self.apart, self.excluded = np.split(
            self.rows[:, 1:], [frameworks, frameworks + apart], axis=1
        )
        answers = [one.answers for one in many]
        self.given = {
            question: [one.get(question, DONT_KNOW) for one in answers]
            for question in scorer.view.knowledge.questions
        }
        self.soft = [one.leaning for one in many] if any(one.leaning for one in many) else None

    def add_groups(self) -> None:
        """Add what the user's own emphasis and limits give, and every group of rules."""
        own = [(tuple(one.emphasis.items()), one.only, one.without) for one in self.many]
        self._add(own, self.scorer.own)
        for group in self.scorer.groups:
            if group.by_option:
                self._add_options(group)
            if group.others:
                rest = replace(group, by_option={}, kept={})
                self._add(self._keys(group.questions), partial(self._part, rest))

    def add_apart(self) -> None:
        """Add the criteria whose values depend on answers."""
        for column, criterion in enumerate(self.scorer.apart):
            amount = np.maximum(self.apart[:, column], 0.0)
            places, first = _distinct(
                self._keys(answers_that_matter(criterion, self.scorer.found), soft=False)
            )
            values = [self.scorer.values.under(self.many[one].answers, criterion) for one in first]
            self.points += amount
            self.scores += amount[:, None] * np.array(values)[places]

    def _keys(self, questions: Sequence[str], *, soft: bool = True) -> Sequence[Hashable]:
        """Return, for each set, all that the answers to some questions come to."""
        columns: list[Sequence[Hashable]] = [self.given[question] for question in questions]
        if soft and self.soft:
            columns.append(self.soft)
        if len(columns) == 1:
            return columns[0]
        return list(zip(*columns, strict=True)) if columns else [()] * len(self.many)

    def _add(self, keys: Sequence[Hashable], part: Callable[[Requirements], Part]) -> None:
        """Add the part of each set; ``part`` is asked once for each distinct key."""
        places, first = _distinct(keys)
        self.rows += self._array([part(self.many[one]) for one in first])[places]

    def _part(self, group: Group, one: Requirements) -> Part:
        return self.scorer.part(group, one.answers, one.leaning)

    def _add_options(self, group: Group) -> None:
        """Add what each chosen option of a question gives; the leaning ones behind the firm."""
        (question,) = group.questions
        options = list(group.by_option)
        places = {option: place for place, option in enumerate(options)}
        chosen = [one if isinstance(one, tuple) else () for one in self.given[question]]
        sets = np.repeat(np.arange(len(chosen)), [len(one) for one in chosen])
        columns = np.array([places.get(option, -1) for one in chosen for option in one], int)
        softly: list[tuple[str, ...]] = [()]
        if self.soft:
            softly.append((question,))
            leaning = np.array([question in names for names in self.soft])
            columns[(columns >= 0) & leaning[sets]] += len(options)
        hot = np.zeros((len(chosen), len(options) * len(softly)))
        hot[sets[columns >= 0], columns[columns >= 0]] = 1.0
        self.rows += hot @ self._array(
            [self.scorer.option(group, option, soft) for soft in softly for option in options]
        )

    def _array(self, parts: Sequence[Part]) -> Floats:
        """Return parts as rows."""
        many = len(self.scorer.frameworks)
        masks = b"".join([one.excluded.to_bytes(-(-many // 8), "little") for one in parts])
        octets = np.frombuffer(masks, np.uint8).reshape(len(parts), -1)
        sums = np.array([(one.points, *one.scores, *one.apart) for one in parts])
        return np.hstack([sums, np.unpackbits(octets, axis=1, count=many, bitorder="little")])


def _distinct(keys: Sequence[Hashable]) -> tuple[NDArray[np.int64], list[int]]:
    """Return the place of each key among the distinct ones, and where each of these comes first."""
    first = dict(zip(reversed(keys), reversed(range(len(keys))), strict=True))
    places = {key: place for place, key in enumerate(first)}
    return np.array([places[key] for key in keys]), list(first.values())
