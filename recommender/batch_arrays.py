"""Which framework comes first for very many sets of answers at once, with NumPy.

The parts are those of ``rule_groups``: for each group of rules what every combination of answers
adds, or every option where they add up option by option. Here each is looked up once for all the
sets that share it and made a row of a table, and the sums over groups are sums of rows.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from recommender.assessment import answers_that_matter
from recommender.batch_columns import Columns, Places
from recommender.requirements import Requirements
from recommender.rule_groups import Group, Part
from recommender.scorer import Scorer
from recommender.standings import NEAR

Floats = NDArray[np.float64]
#: Sets that are worked on at once, so that memory does not grow with the number of sets. What sets
#: have alike is told and made into tables once for them.
TOGETHER = 20_000
#: Bytes of the sums that are worked on at once: they and what is added fit the processor's cache.
SUMS = 500_000


def best_of_each(scorer: Scorer, many: Sequence[Requirements]) -> list[str | None]:
    """Return what ``Scorer.best`` returns for each set of requirements."""
    return [
        best
        for start in range(0, len(many), TOGETHER)
        for best in _Sums(scorer, many[start : start + TOGETHER]).best_of_each()
    ]


class _Sums:
    """The sums of parts, of sets that are worked on at once.

    A row of a table holds a part side by side: points, the scores of the frameworks (minus infinity
    for those that the part excludes) and the points of the criteria apart.
    """

    def __init__(self, scorer: Scorer, many: Sequence[Requirements]) -> None:
        self.scorer, self.many = scorer, many
        self.columns = Columns(many, scorer.view.knowledge.questions)
        self.base = self._table([scorer.base])[0]
        #: Tables, and which row of each a set adds.
        self.added = [self._own(), *(one for group in scorer.groups for one in self._group(group))]
        #: For each criterion apart, a table of values and the row that is a set's.
        self.apart = [self._values(place) for place in range(len(scorer.apart))]

    def best_of_each(self) -> list[str | None]:
        """Return who comes first for each set."""
        few = max(1, SUMS // self.base.nbytes)
        together = np.empty((2, min(few, len(self.many)), len(self.base)))
        return [
            best
            for start in range(0, len(self.many), few)
            for best in self._best(range(start, min(start + few, len(self.many))), together)
        ]

    def _best(self, sets: range, together: Floats) -> list[str | None]:
        """Return who comes first for some sets; their sums are made in ``together``."""
        part, scorer = slice(sets.start, sets.stop), self.scorer
        rows, more = together[:, : len(sets)]
        rows[:] = self.base
        for table, places in self.added:
            # Places are in the table; other modes than "raise" need no array between.
            rows += table.take(places[part], axis=0, out=more, mode="clip")
        frameworks = len(scorer.frameworks)
        points, scores = rows[:, 0], rows[:, 1 : 1 + frameworks]
        for column, (values, places) in enumerate(self.apart, 1 + frameworks):
            amount = np.maximum(rows[:, column], 0.0)
            points += amount
            scores += amount[:, None] * values[places[part]]
        best = scores.argmax(axis=1)
        highest = scores[np.arange(len(sets)), best]
        # Sums made in another order than those of ``decide`` do not tell what is as good as level.
        near = (scores >= (highest - NEAR * points)[:, None]).sum(axis=1) > 1
        found: list[str | None] = [scorer.frameworks[place] for place in best.tolist()]
        for row in np.flatnonzero(near | (points == 0) | (highest == -np.inf)).tolist():
            left = highest[row] != -np.inf
            found[row] = scorer.best(self.many[sets[row]]) if left else None
        return found

    # -- tables --------------------------------------------------------------------------------
    def _own(self) -> tuple[Floats, Places]:
        """Return what the user's own emphasis and limits give."""
        places, one = self.columns.own()
        return self._table([self.scorer.own(self.many[place]) for place in one]), places

    def _group(self, group: Group) -> list[tuple[Floats, Places]]:
        """Return what a group of rules gives."""
        places, one = self.columns.distinct(group.questions)
        few = [self.many[place] for place in one]
        tables = []
        if group.by_option:
            tables.append((self._options(group, few), places))
        if group.others:
            rest = replace(group, by_option={}, kept={})
            parts = [self.scorer.part(rest, each.answers, each.leaning) for each in few]
            tables.append((self._table(parts), places))
        return tables

    def _options(self, group: Group, few: Sequence[Requirements]) -> Floats:
        """Return what the chosen options of a question give, the leaning ones behind the firm."""
        (question,) = group.questions
        options = list(group.by_option)
        places = {option: place for place, option in enumerate(options)}
        softly: list[tuple[str, ...]] = [()]
        if any(question in one.leaning for one in few):
            softly.append((question,))
        hot = np.zeros((len(few), len(options) * len(softly)))
        for row, one in zip(hot, few, strict=True):
            chosen, start = one.answers.get(question), len(options) * (question in one.leaning)
            for option in chosen if isinstance(chosen, tuple) else ():
                if option in places:
                    row[start + places[option]] = 1.0
        parts = [self.scorer.option(group, option, soft) for soft in softly for option in options]
        # Before they are put in the scores, who is excluded is counted: nought times infinity is
        # no number.
        return _excluding(hot @ self._sums(parts), hot @ self._excluded(parts))

    def _values(self, place: int) -> tuple[Floats, Places]:
        """Return the values on a criterion apart, which depend on answers."""
        criterion = self.scorer.apart[place]
        questions = answers_that_matter(criterion, self.scorer.found)
        places, one = self.columns.distinct(questions, soft=False)
        values = [self.scorer.values.under(self.many[each].answers, criterion) for each in one]
        return np.array(values), places

    def _table(self, parts: Sequence[Part]) -> Floats:
        """Return parts as rows."""
        return _excluding(self._sums(parts), self._excluded(parts))

    def _sums(self, parts: Sequence[Part]) -> Floats:
        """Return parts as rows, nobody excluded."""
        return np.array([(one.points, *one.scores, *one.apart) for one in parts])

    def _excluded(self, parts: Sequence[Part]) -> Floats:
        """Return 1 for each framework that a part excludes, else 0: a row for each part."""
        many = len(self.scorer.frameworks)
        masks = b"".join([one.excluded.to_bytes(-(-many // 8), "little") for one in parts])
        octets = np.frombuffer(masks, np.uint8).reshape(len(parts), -1)
        return np.unpackbits(octets, axis=1, count=many, bitorder="little").astype(float)


def _excluding(sums: Floats, excluded: Floats) -> Floats:
    """Return rows with minus infinity as the score of whoever is excluded."""
    scores = sums[:, 1 : 1 + excluded.shape[1]]
    scores[excluded > 0] = -np.inf
    return sums
