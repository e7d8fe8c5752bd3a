"""A small decision tree of yes-no questions that says what something else says of the same rows.

scikit-learn grows a large tree (CART; Breiman, Friedman, Olshen and Stone 1984, "Classification and
Regression Trees"). It is cut back as they do it, but by errors: again and again the question goes
that gives the fewest right answers for each end that it costs. Then questions that follow each
other by "no" are asked in the order of how common a yes is, so that a reader meets first what
concerns most; the ends are counted anew, and how right the tree is must be measured after that.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

#: No question is asked for a smaller share of the rows than this.
LEAST_SHARE = 0.005

#: To ask first what concerns most, a tree may be right for so many fewer of the rows.
TOLERATED = 0.01

#: A row: for each question whether it is answered yes.
Row = Sequence[bool]


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A question with what follows its yes and its no, or an end: no question.

    ``counts`` says how many of the rows that come here have which answer.
    """

    counts: Counter[str]
    question: int = -1
    yes: "Node | None" = None
    no: "Node | None" = None

    @property
    def answer(self) -> str:
        """Return what most rows here have; of equals the first by name."""
        return min(self.counts, key=lambda name: (-self.counts[name], name))

    @property
    def right(self) -> int:
        """Return how many rows have the answer of the end that they come to."""
        return sum(end.counts[end.answer] for end in ends(self))


def learnt(rows: Sequence[Row], answers: Sequence[str], most_ends: int, seed: int = 0) -> Node:
    """Return the tree for some rows, with at most so many ends.

    Raises:
        ImportError: scikit-learn is not installed.
    """
    from sklearn.tree import DecisionTreeClassifier

    model = DecisionTreeClassifier(min_samples_leaf=LEAST_SHARE, random_state=seed)
    model.fit(rows, answers)
    grown = counted(_shape(model.tree_, 0), rows, answers)
    ordered = common_first(cut_back(grown, most_ends), rows, answers)
    return cut_back(ordered, most_ends)


def said(tree: Node, row: Row) -> str:
    """Return what the tree says of a row."""
    node = tree
    while node.yes is not None and node.no is not None:
        node = node.yes if row[node.question] else node.no
    return node.answer


def ends(node: Node) -> Iterator[Node]:
    """Yield the ends under a node, those of yes first."""
    if node.yes is None or node.no is None:
        yield node
    else:
        yield from ends(node.yes)
        yield from ends(node.no)


def counted(node: Node, rows: Sequence[Row], answers: Sequence[str]) -> Node:
    """Return the tree with the answers of these rows; what none of them comes to is left out."""
    counts = Counter(answers)
    if node.yes is None or node.no is None:
        return Node(counts)
    yes, no = _parted(rows, answers, node.question)
    if not yes[0] or not no[0]:
        return counted(node.no, *no) if no[0] else counted(node.yes, *yes)
    return Node(counts, node.question, counted(node.yes, *yes), counted(node.no, *no))


def cut_back(tree: Node, most_ends: int) -> Node:
    """Return the tree without questions that change nothing, and with at most so many ends.

    Of more questions the one goes first that gives the fewest right answers for each end.
    """
    while (found := min(_weakest(tree), key=lambda pair: pair[0], default=None)) is not None:
        gain, weakest = found
        if gain > 0 and sum(1 for _ in ends(tree)) <= most_ends:
            break
        tree = _without(tree, weakest)
    return tree


def common_first(tree: Node, rows: Sequence[Row], answers: Sequence[str]) -> Node:
    """Return the tree with the questions that follow each other by "no" ordered by how common.

    Two keep their order where the tree would otherwise be right too much less often.
    """
    chain: list[Node] = []
    last = tree
    while last.yes is not None and last.no is not None:
        chain.append(last)
        last = last.no

    def linked(links: Sequence[Node]) -> Node:
        node = last
        for link in reversed(links):
            node = replace(link, no=node)
        return counted(node, rows, answers)

    common = {link.question: sum(row[link.question] for row in rows) for link in chain}
    least = linked(chain).right - TOLERATED * len(rows)
    for _ in chain:  # neighbours change places until none should
        for at in range(len(chain) - 1):
            first, second = chain[at : at + 2]
            swapped = [*chain[:at], second, first, *chain[at + 2 :]]
            if common[first.question] < common[second.question] and linked(swapped).right >= least:
                chain = swapped
    return _each_yes(linked(chain), rows, answers)


def _each_yes(node: Node, rows: Sequence[Row], answers: Sequence[str]) -> Node:
    """Return a tree in which what follows each yes of its chain is ordered too."""
    if node.yes is None or node.no is None:
        return node
    yes, no = _parted(rows, answers, node.question)
    return replace(node, yes=common_first(node.yes, *yes), no=_each_yes(node.no, *no))


def _parted(
    rows: Sequence[Row], answers: Sequence[str], question: int
) -> list[tuple[list[Row], list[str]]]:
    """Return rows and answers apart: where a question is answered yes, and where it is not."""
    both = list(zip(rows, answers, strict=True))
    parts = [[one for one in both if one[0][question] == way] for way in (True, False)]
    return [([row for row, _ in part], [answer for _, answer in part]) for part in parts]


def _weakest(node: Node) -> Iterator[tuple[float, Node]]:
    """Yield each question with the right answers that it gives for each end beyond one."""
    if node.yes is None or node.no is None:
        return
    more = sum(1 for _ in ends(node)) - 1
    yield (node.right - node.counts[node.answer]) / more, node
    yield from _weakest(node.yes)
    yield from _weakest(node.no)


def _without(node: Node, question: Node) -> Node:
    """Return a tree in which a question is an end."""
    if node is question:
        return Node(node.counts)
    if node.yes is None or node.no is None:
        return node
    return replace(node, yes=_without(node.yes, question), no=_without(node.no, question))


def _shape(inner: Any, at: int) -> Node:
    """Return scikit-learn's tree from a node on, without counts."""
    left, right = int(inner.children_left[at]), int(inner.children_right[at])
    if left == right:  # scikit-learn marks an end's children with the same number
        return Node(Counter())
    return Node(Counter(), int(inner.feature[at]), _shape(inner, right), _shape(inner, left))
