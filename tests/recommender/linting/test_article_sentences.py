from pathlib import Path

from tests.recommender.linting.bases import said


def test_what_an_article_says_is_cited_or_named(tmp_path: Path) -> None:
    """A sentence that nothing known of its framework cites, or about nobody, is named."""
    assert said("article_sentences", tmp_path) == [
        "articles/survey.yaml:6: sentences[0].about: nothing known of beta cites "
        "survey#S2; cite it in a fact or claim of that framework",
        "articles/survey.yaml:7: sentences[1].about: 'bta' is no framework here; mend the id",
    ]
