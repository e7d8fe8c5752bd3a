from pathlib import Path

import pytest

from recommender import recommend

EXAMPLES = sorted((Path(__file__).parent.parent / "examples").glob("*.yaml"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_is_answered(path: Path) -> None:
    """An example has a title and answers, and gets a first with something behind it."""
    advice = recommend(path, as_of="2017-01" if "2017" in path.stem else None)
    assert advice.best is not None
    assert advice.requirements.title
    assert advice.requirements.answers
    assert len(advice.ranking) > 1
    assert advice.best.name in advice.text


def test_the_example_with_existing_code_says_what_becomes_of_it() -> None:
    """Code in Theano gets what the first keeps of it, and the documented ways over."""
    path = next(path for path in EXAMPLES if path.stem == "scientific-computing")
    said = " ".join(one.text for one in recommend(path).explanation.existing_code)
    assert "Your code is written in Theano" in said
    assert "A way from Theano" in said
