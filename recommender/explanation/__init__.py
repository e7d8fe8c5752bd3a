"""Why, why not the others, how, what if: sentences that can be followed.

Every sentence carries the ids of the facts, rules, criteria and measurements that it is made of.
"""

from recommender.explanation.evidence import contribution_words
from recommender.explanation.overview import Explanation, explain
from recommender.explanation.sentences import (
    About,
    Section,
    Sentence,
    citations_by_id,
    source_plain,
    sources_of,
)

__all__ = [
    "About",
    "Explanation",
    "Section",
    "Sentence",
    "citations_by_id",
    "contribution_words",
    "explain",
    "source_plain",
    "sources_of",
]
