"""The page of the Python interface: what mkdocstrings is to read from the docstrings."""

from website.markup import page, section

#: By heading: a sentence, and the names that are documented under it.
PUBLIC = {
    "Asking": (
        "The front door. What it does not need is not imported: a recommendation loads neither "
        "NumPy nor scikit-learn.",
        ("recommender.recommendation.recommend", "recommender.recommendation.Recommendation"),
    ),
    "What a recommendation holds": (
        "A recommendation is a decision that explains itself.",
        (
            "recommender.decision.Decision",
            "recommender.ranking.Ranked",
            "recommender.ranking.Exclusion",
            "recommender.requirements.Requirements",
        ),
    ),
    "Explanations": (
        "What `why`, `why_not`, `how` and the like return: sentences with the ids of what they "
        "say.",
        (
            "recommender.explanation.explained.Explained",
            "recommender.explanation.sentences.Section",
            "recommender.explanation.sentences.Sentence",
        ),
    ),
    "Knowledge": (
        "The knowledge base as types, and the view of it at a date.",
        (
            "recommender.loading.loader.load",
            "recommender.knowledge.view.Knowledge",
            "recommender.knowledge.view.View",
            "recommender.knowledge.view.FrameworkView",
            "recommender.knowledge.frameworks.Fact",
            "recommender.knowledge.frameworks.Claim",
            "recommender.knowledge.frameworks.Source",
        ),
    ),
    "Very many sets of needs": (
        "Which framework comes first, some thirty times faster than one by one.",
        ("recommender.batch.recommend_many",),
    ),
    "Errors": (
        "Each is one line that says what, where and what to do.",
        ("recommender.errors",),
    ),
}


def python_api() -> str:
    """Return the page, with a directive of mkdocstrings for each public name."""
    return page(
        "Python",
        "What a program may rely on. `from recommender import recommend, Requirements` is enough "
        "for most; [Asking back](../explanations.md#from-python) has an example.",
        *(
            section(heading, sentence, *(f"::: {name}" for name in names))
            for heading, (sentence, names) in PUBLIC.items()
        ),
    )
