import pytest

from recommender.loading.loader import shipped
from tests.knowledge_base.article import article_path, digest, sentences

KNOWN = shipped()
LISTED = {found["id"]: found for found in KNOWN.articles["overview-2017"]["sentences"]}
#: So many words in the same order are a copy, not a paraphrase.
COPIED_WORDS = 8


@pytest.fixture(scope="module")
def original() -> dict[str, str]:
    """The article's sentences by id, where the article is at hand."""
    path = article_path()
    if path is None:
        pytest.skip("the article is not at hand; name it in FRAMEWORK_RECOMMENDER_ARTICLE")
    return sentences(path.read_text(encoding="utf-8"))


def test_every_framework_section_speaks_of_its_framework() -> None:
    """No sentence of a framework's own section is left without a framework that must cite it."""
    assert not [
        identity
        for identity, found in LISTED.items()
        if not found["about"] and not identity.startswith("IN-")
    ]


def test_the_bibliography_lists_the_articles_sentences(original: dict[str, str]) -> None:
    """Sentence ids and digests are those of the article itself."""
    assert {identity: found["digest"] for identity, found in LISTED.items()} == {
        identity: digest(sentence) for identity, sentence in original.items()
    }


def test_paraphrases_copy_no_phrase(original: dict[str, str]) -> None:
    """No paraphrase repeats so many words of its sentence in a row that it would be a copy."""
    copies = [
        identity
        for identity, sentence in original.items()
        if _phrases(sentence) & _phrases(LISTED[identity]["paraphrase"])
    ]
    assert not copies


def _phrases(text: str) -> set[str]:
    words = [word.strip(",.;:!?“”()") for word in text.lower().split()]
    return {
        " ".join(words[start : start + COPIED_WORDS])
        for start in range(len(words) - COPIED_WORDS + 1)
    }
