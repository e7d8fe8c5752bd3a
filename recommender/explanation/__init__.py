"""Why, why not the others, what was measured, what is not known: sentences that can be followed.

Every sentence carries the ids of the facts, rules, criteria and measurements that it is made of.
"""

from recommender.explanation.evidence import contribution_words
from recommender.explanation.overview import Explanation, explain
from recommender.explanation.sentences import About, Sentence, citations_by_id, sources_of

__all__ = [
    "About",
    "Explanation",
    "Sentence",
    "citations_by_id",
    "contribution_words",
    "explain",
    "sources_of",
]
