from pathlib import Path

from recommender.evaluating.cases import read
from recommender.evaluating.evaluation import evaluate
from recommender.loading.loader import shipped

UNSEEN = Path(__file__).with_name("unseen_cases.yaml")
ENOUGH = 0.7


def test_what_was_chosen_in_unseen_cases_is_among_the_first_three() -> None:
    """In most decisions that no rule was written for, what was chosen is within the first three."""
    known = shipped()
    judged = evaluate(read([UNSEEN], known), known).judged
    missed = [one.case.id for one in judged if one.place is None or one.place > 3]
    assert len(missed) <= (1 - ENOUGH) * len(judged), missed
