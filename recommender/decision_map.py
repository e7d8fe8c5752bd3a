"""The decision map: a small decision tree that stands in for the recommender, with its fidelity.

The recommender is asked about many made-up profiles of needs; a scikit-learn tree learns what it
answers, and other profiles tell how often the tree is right (a global surrogate; Craven and Shavlik
1996, "Extracting tree-structured representations of trained networks").
"""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from recommender.batch import recommend_many
from recommender.knowledge import Knowledge, Question
from recommender.requirements import Answer, Requirements, from_mapping

#: Questions whose answers make no general map: one's own code and what oneself refuses are nobody
#: else's, and whoever builds on a library need not ask which framework.
LEFT_OUT = ("existing_code", "ruled_out", "toolkits", "needs", "wishes", "languages")
#: How often a question is answered at all, and how often with two answers where several fit.
ANSWERED, SECOND = 0.5, 0.3
#: Profiles to learn from; half as many again tell the fidelity.
PROFILES = 3000
NOTHING = "nothing left"


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

    ``always`` is what answering always the same would reach.
    """

    as_of: str
    root: Branch | Leaf
    fidelity: float
    always: float
    profiles: int
    knowledge: Knowledge


def draw(knowledge: Knowledge, as_of: str, leaves: int, seed: int = 0) -> DecisionMap:
    """Return the map of a day with at most so many leaves.

    Raises:
        ImportError: scikit-learn is not installed.
    """
    from sklearn.tree import DecisionTreeClassifier

    questions = [one for one in knowledge.questions.values() if one.id not in LEFT_OUT]
    features = [(one.id, option) for one in questions for option in one.option_ids()]
    made = profiles(questions, knowledge, PROFILES * 3 // 2, seed)
    rows = [[_has(profile, *feature) for feature in features] for profile in made]
    answers = [best or NOTHING for best in recommend_many(made, knowledge.at(as_of))]
    tree = DecisionTreeClassifier(max_leaf_nodes=max(2, leaves), random_state=seed)
    tree.fit(rows[:PROFILES], answers[:PROFILES])
    told = tree.predict(rows[PROFILES:])
    held_out = answers[PROFILES:]
    right = sum(said == wanted for said, wanted in zip(told, held_out, strict=True))
    most = Counter(held_out).most_common(1)[0][1]
    reached = Counter(zip(tree.apply(rows), answers, strict=True))
    return DecisionMap(
        as_of,
        _node(tree, 0, features, reached, len(made)),
        right / len(held_out),
        most / len(held_out),
        len(made),
        knowledge,
    )


def profiles(
    questions: Sequence[Question], knowledge: Knowledge, count: int, seed: int
) -> list[Requirements]:
    """Return made-up needs: each question answered by a coin, each answer as likely as another."""
    chance = random.Random(seed)  # noqa: S311 - not a secret

    def answer(question: Question) -> Answer:
        options = question.option_ids()
        if not question.many:
            return chance.choice(options)
        wanted = 2 if chance.random() < SECOND else 1
        return tuple(chance.sample(options, min(wanted, len(options))))

    return [
        from_mapping(
            {one.id: answer(one) for one in questions if chance.random() < ANSWERED}, knowledge
        )
        for _ in range(count)
    ]


def _has(profile: Requirements, question: str, option: str) -> bool:
    answer = profile.answers.get(question)
    return answer == option or (isinstance(answer, tuple) and option in answer)


def _node(
    tree: object,
    node: int,
    features: Sequence[tuple[str, str]],
    reached: Counter[tuple[int, str]],
    total: int,
) -> Branch | Leaf:
    """Return a node of scikit-learn's tree and what is under it."""
    inner = tree.tree_  # type: ignore[attr-defined]
    left, right = int(inner.children_left[node]), int(inner.children_right[node])
    if left == right:  # scikit-learn marks a leaf's children with the same number
        here = Counter({name: count for (at, name), count in reached.items() if at == node})
        size = sum(here.values())
        first, *others = sorted(here.items(), key=lambda item: (-item[1], item[0]))
        exceptions = tuple((name, count / size) for name, count in others)
        return Leaf(first[0], size / total, exceptions)
    question, option = features[int(inner.feature[node])]
    yes = _node(tree, right, features, reached, total)
    no = _node(tree, left, features, reached, total)
    if isinstance(yes, Leaf) and isinstance(no, Leaf) and yes.framework == no.framework:
        return _joined(yes, no)
    return Branch(question, option, yes, no)


def _joined(one: Leaf, other: Leaf) -> Leaf:
    """Return two leaves with the same answer as one: the question between them decides nothing."""
    share = one.share + other.share
    exceptions: Counter[str] = Counter()
    for leaf in (one, other):
        for name, part in leaf.exceptions:
            exceptions[name] += part * leaf.share / share  # type: ignore[assignment]
    ordered = sorted(exceptions.items(), key=lambda item: (-item[1], item[0]))
    return Leaf(one.framework, share, tuple(ordered))
