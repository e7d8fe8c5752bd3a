"""The decision map: a small decision tree that stands in for the recommender, with its fidelity.

The recommender is asked about many made-up profiles of needs; a tree learns what it answers, and
other profiles tell how often the tree is right (a global surrogate; Craven and Shavlik 1996,
"Extracting tree-structured representations of trained networks"). The profiles are as common as
they are among the labelled cases (``answer_prior``), so that the map tells first of what many need
and its figures speak of such needs. What no framework offers on the day, such as a device that did
not exist yet, is asked for by nobody.
"""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from recommender.batch import recommend_many
from recommender.decision_map.surrogate_tree import Node, learnt, said
from recommender.interviewing.answer_prior import AnswerShares
from recommender.knowledge.view import Knowledge, View
from recommender.knowledge.vocabulary import Question
from recommender.requirements import DONT_KNOW, Answer, Requirements, from_mapping

#: Questions whose answers make no general map: one's own code, and what oneself knows or refuses,
#: are nobody else's, whoever builds on a library need not ask which framework, and wishes are
#: countless.
LEFT_OUT = ("existing_code", "known", "ruled_out", "toolkits", "needs", "wishes", "languages")
#: Profiles to learn from; half as many again tell the fidelity.
PROFILES = 6000
NOTHING = "nothing left"

#: An option of a question.
Option = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Branch:
    """A question of the map: is ``option`` among the answers to ``question``?"""

    question: str
    option: str
    yes: "Branch | Leaf"
    no: "Branch | Leaf"


@dataclass(frozen=True, slots=True)
class Leaf:
    """An end of the map: the answer, the share of all profiles, and the exceptions among them.

    ``exceptions`` are other answers that the recommender gave there, with their share of the leaf.
    """

    framework: str
    share: float
    exceptions: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class DecisionMap:
    """The tree, and how often it said on held-out profiles what the recommender says.

    ``always`` is what answering always the same would reach; ``impossible`` what nobody was asked
    for, since no framework offers it on the day.
    """

    as_of: str
    root: Branch | Leaf
    fidelity: float
    always: float
    profiles: int
    knowledge: Knowledge
    impossible: tuple[Option, ...] = ()


def draw(
    knowledge: Knowledge, as_of: str, habit: Mapping[str, AnswerShares], leaves: int, seed: int = 0
) -> DecisionMap:
    """Return the map of a day with at most so many leaves.

    habit: how people answer each question; the profiles are drawn from it.

    Raises:
        ImportError: scikit-learn is not installed.
    """
    view = knowledge.at(as_of)
    questions = [one for one in knowledge.questions.values() if one.id not in LEFT_OUT]
    impossible = _impossible(questions, view)
    options = [(one.id, option) for one in questions for option in one.option_ids()]
    asked = [option for option in options if option not in impossible]
    made = profiles(questions, habit, impossible, knowledge, PROFILES * 3 // 2, seed)
    rows = [[_has(profile, *option) for option in asked] for profile in made]
    answers = [best or NOTHING for best in recommend_many(made, view)]
    tree = learnt(rows[:PROFILES], answers[:PROFILES], max(2, leaves), seed)
    held_out = answers[PROFILES:]
    told = [said(tree, row) for row in rows[PROFILES:]]
    right = sum(one == wanted for one, wanted in zip(told, held_out, strict=True))
    most = Counter(held_out).most_common(1)[0][1]
    return DecisionMap(
        as_of,
        _drawn(tree, asked, PROFILES),
        right / len(held_out),
        most / len(held_out),
        len(made),
        knowledge,
        tuple(impossible),
    )


def profiles(
    questions: Sequence[Question],
    habit: Mapping[str, AnswerShares],
    impossible: Sequence[Option],
    knowledge: Knowledge,
    count: int,
    seed: int,
) -> list[Requirements]:
    """Return made-up needs: each question answered by itself, as people are wont to."""
    chance = random.Random(seed)  # noqa: S311 - not a secret
    never = {one.id: {option for name, option in impossible if name == one.id} for one in questions}

    def answers() -> dict[str, Answer]:
        drawn = {one.id: habit[one.id].draw(chance) for one in questions}
        possible = {name: _without(answer, never[name]) for name, answer in drawn.items()}
        return {name: answer for name, answer in possible.items() if answer != DONT_KNOW}

    return [from_mapping(answers(), knowledge) for _ in range(count)]


def _impossible(questions: Sequence[Question], view: View) -> list[Option]:
    """Return the options with which, nothing else being asked for, no framework is left."""
    options = [(one, option) for one in questions for option in one.option_ids()]
    alone = [
        from_mapping({one.id: [option] if one.many else option}, view.knowledge)
        for one, option in options
    ]
    best = recommend_many(alone, view)
    return [(one.id, option) for (one, option), left in zip(options, best, strict=True) if not left]


def _without(answer: Answer, never: set[str]) -> Answer:
    """Return an answer without some options; open where nothing else was chosen."""
    if isinstance(answer, tuple):
        return tuple(option for option in answer if option not in never) or DONT_KNOW
    return DONT_KNOW if answer in never else answer


def _has(profile: Requirements, question: str, option: str) -> bool:
    answer = profile.answers.get(question)
    return answer == option or (isinstance(answer, tuple) and option in answer)


def _drawn(node: Node, options: Sequence[Option], total: int) -> Branch | Leaf:
    """Return a tree over the numbers of options as one over questions."""
    if node.yes is not None and node.no is not None:
        yes, no = (_drawn(child, options, total) for child in (node.yes, node.no))
        return Branch(*options[node.question], yes, no)
    size = node.counts.total()
    others = sorted(node.counts.items(), key=lambda item: (-item[1], item[0]))
    exceptions = tuple((name, count / size) for name, count in others if name != node.answer)
    return Leaf(node.answer, size / total, exceptions)
