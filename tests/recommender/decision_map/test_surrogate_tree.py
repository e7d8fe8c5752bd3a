from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.decision_map.surrogate_tree import (
    Node,
    Row,
    common_first,
    counted,
    cut_back,
    ends,
    learnt,
    said,
)

QUESTIONS = 4
ROWS = st.lists(
    st.tuples(st.tuples(*[st.booleans()] * QUESTIONS), st.sampled_from("abc")), min_size=1
)


def right(tree: Node, rows: list[Row], answers: list[str]) -> int:
    """Return of how many rows a tree says the answer."""
    return sum(said(tree, row) == answer for row, answer in zip(rows, answers, strict=True))


@settings(deadline=None)  # the first example waits for scikit-learn
@given(ROWS, st.integers(2, 6))
def test_it_has_no_more_ends_than_asked_for_and_is_no_worse_than_one_answer(
    seen: list[tuple[Row, str]], most: int
) -> None:
    """However the rows are, the tree is small, its ends share them out, and it never loses."""
    rows, answers = [row for row, _ in seen], [answer for _, answer in seen]
    tree = learnt(rows, answers, most)
    found = list(ends(tree))
    assert len(found) <= most
    assert sum((end.counts for end in found), Counter()) == Counter(answers)
    assert tree.right == right(tree, rows, answers) >= Counter(answers).most_common(1)[0][1]


def test_what_decides_is_found() -> None:
    """Of many questions those are asked that decide, with room for their ends only."""
    rows = [tuple(bool(number >> bit & 1) for bit in range(QUESTIONS)) for number in range(16)] * 20
    answers = ["a" if row[2] else "b" if row[0] else "c" for row in rows]
    tree = learnt(rows, answers, 3)
    assert right(tree, rows, answers) == len(rows)


def test_a_question_that_changes_nothing_is_not_asked() -> None:
    """Both its ends say the same: they are one, with the answers of both."""
    rows, answers = [(True,), (False,), (False,)], ["a", "a", "b"]
    tree = counted(Node(Counter(), 0, Node(Counter()), Node(Counter())), rows * 3, answers * 3)
    assert cut_back(tree, 9).counts == Counter(a=6, b=3)
    assert cut_back(tree, 9).yes is None


def test_of_too_many_questions_the_least_useful_goes() -> None:
    """The one that gives the fewest right answers for each of its ends."""
    rare, often = (True, False), (False, True)
    rows = [rare] * 2 + [often] * 5 + [(False, False)] * 20
    answers = ["a"] * 2 + ["b"] * 5 + ["c"] * 20
    inner = Node(Counter(), 1, Node(Counter()), Node(Counter()))
    tree = cut_back(counted(Node(Counter(), 0, Node(Counter()), inner), rows, answers), 2)
    assert tree.question == 1 or tree.yes is None
    assert sum(1 for _ in ends(tree)) <= 2


END = Node(Counter())
#: First question 0, then 1, then nothing.
CHAIN = Node(Counter(), 0, END, Node(Counter(), 1, END, END))


def test_what_concerns_most_is_asked_first() -> None:
    """Questions that follow each other by "no" come by how common a yes is."""
    rows = [(True, False)] * 2 + [(False, True)] * 5 + [(False, False)] * 20
    answers = ["a"] * 2 + ["b"] * 5 + ["c"] * 20
    tree = common_first(CHAIN, rows, answers)
    assert tree.question == 1
    assert tree.right == len(rows)


def test_what_must_be_asked_first_stays_first() -> None:
    """Where one question matters only after another's no, their order is kept."""
    rows = [(True, True)] * 5 + [(False, True)] * 5 + [(False, False)] * 20
    answers = ["a"] * 5 + ["b"] * 5 + ["c"] * 20
    tree = common_first(CHAIN, rows, answers)
    assert tree.question == 0
    assert tree.right == len(rows)


def test_what_follows_a_yes_is_ordered_too() -> None:
    """At every depth what concerns most is asked first."""
    rows = [(True, True, False)] * 2 + [(True, False, True)] * 5 + [(True, False, False)] * 9
    rows += [(False, False, False)] * 20
    answers = ["a"] * 2 + ["b"] * 5 + ["c"] * 9 + ["d"] * 20
    inner = Node(Counter(), 1, END, Node(Counter(), 2, END, END))
    tree = common_first(Node(Counter(), 0, inner, END), rows, answers)
    assert tree.yes is not None
    assert tree.yes.question == 2


def test_where_nobody_comes_there_is_no_end() -> None:
    """A branch that no row takes is left out with its question."""
    end = Node(Counter())
    assert counted(Node(Counter(), 0, end, end), [(False,)], ["a"]).yes is None


def test_equal_counts_go_by_name() -> None:
    """The answer of an end does not hang on the order of its rows."""
    for rows in (["b", "a"], ["a", "b"]):
        assert Node(Counter(rows)).answer == "a"
    with pytest.raises(ValueError, match="empty"):
        _ = Node(Counter()).answer
