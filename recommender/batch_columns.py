"""Very many sets of requirements by columns: what they have alike is told once, with NumPy."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Sequence
from itertools import count

import numpy as np
from numpy.typing import NDArray

from recommender.requirements import DONT_KNOW, Requirements

Places = NDArray[np.int64]
#: Sets that are read together, question by question: so few that they stay in the processor's
#: cache between two questions.
READ = 500
#: As many combinations as are told apart by one number.
MOST = 2**62


class Columns:
    """What each set holds of each question, as a number for each distinct answer."""

    def __init__(self, many: Sequence[Requirements], questions: Collection[str]) -> None:
        self.many = many
        numbers: list[defaultdict[Hashable, int]] = [_numbers() for _ in questions]
        columns: list[list[int]] = [[] for _ in questions]
        own, leaning = _numbers(), defaultdict[tuple[str, ...], int](count().__next__)
        owned: list[int] = []
        leaned: list[int] = []
        for start in range(0, len(many), READ):
            few = many[start : start + READ]
            answers = [one.answers for one in few]
            for question, number, column in zip(questions, numbers, columns, strict=True):
                column += [number[one.get(question, DONT_KNOW)] for one in answers]
            owned += [own[tuple(one.emphasis.items()), one.only, one.without] for one in few]
            leaned += [leaning[one.leaning] for one in few]
        self._answers = {
            question: (np.array(column, np.int64), len(number))
            for question, number, column in zip(questions, numbers, columns, strict=True)
        }
        self._own = np.array(owned, np.int64), len(own)
        self._leaning = np.array(leaned, np.int64)
        self._soft: list[tuple[str, ...]] = [*leaning]

    def own(self) -> tuple[Places, list[int]]:
        """Return as ``distinct`` does, by the user's own emphasis and limits."""
        return self._told([self._own])

    def distinct(self, questions: Sequence[str], *, soft: bool = True) -> tuple[Places, list[int]]:
        """Return the place of each set among those that differ, and one set for each of these.

        They differ in their answers to some questions, and with ``soft`` in which of these are no
        firm ones.
        """
        columns = [self._answers[question] for question in questions]
        if soft and self._soft != [()]:
            number = _numbers()
            told = [number[tuple([one in names for one in questions])] for names in self._soft]
            columns.append((np.array(told, np.int64)[self._leaning], len(number)))
        return self._told(columns)

    def _told(self, columns: Sequence[tuple[Places, int]]) -> tuple[Places, list[int]]:
        if not columns:
            return np.zeros(len(self.many), np.int64), [0]
        places, size = columns[0]
        if len(columns) > 1:
            for column, own in columns[1:]:
                if size * own > MOST:
                    distinct, places = np.unique(places, return_inverse=True)
                    size = len(distinct)
                places, size = places * own + column, size * own
            distinct, places = np.unique(places, return_inverse=True)
            size = len(distinct)
        one = np.empty(size, np.int64)
        one[places] = np.arange(len(places))
        return places, one.tolist()


def _numbers() -> defaultdict[Hashable, int]:
    """Return a mapping that numbers whatever it is asked for, in order."""
    return defaultdict(count().__next__)
