from pathlib import Path

from tests.recommender.linting.bases import said


def test_an_answer_without_consequence_is_named(tmp_path: Path) -> None:
    """An option that no rule reads, and that does not say that it asks for nothing, is named."""
    assert said("silent_options", tmp_path) == [
        "questions.yaml:7: [0].options[2].id: no rule reads the answer 'fun' to "
        "'purpose'; write a rule for it, mark it 'asks_for_nothing: true', or strike it"
        " out",
        "questions.yaml:15: [1].options[2].id: no rule reads the answer 'moon' to "
        "'places'; write a rule for it, mark it 'asks_for_nothing: true', or strike it "
        "out",
    ]
