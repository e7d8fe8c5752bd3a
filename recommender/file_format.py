"""The form of the knowledge base's files: their keys, and the closed lists of words in them.

The strict reading and the published schemas both rest on these lists.
"""

from recommender.inference import OPERATORS

TYPES = ("boolean", "level", "choice", "text", "quantity", "versions", "reference")
SOURCE_KINDS = ("official", "repository", "index", "paper", "article", "benchmark", "post")
CONFIDENCES = ("high", "medium", "low")
#: Where options come from that are every framework that somebody may come from or refuse.
FRAMEWORKS = "frameworks"
#: The folder of toolkits, their question, the topic of their attributes and the start of the ids.
TOOLKITS = "toolkits"
STANCES = ("pro", "con", "neutral")
RELATIONS = ("existing_code", TOOLKITS, "known")
METRICS = ("import_s", "build_s", "first_step_s", "wait_s", "step_s", "peak_memory_bytes")

#: Every file kind's keys; an entry with any other is refused.
ATTRIBUTE_KEYS = [
    *("id", "topic", "meaning", "type", "levels", "choices", "many", "unit", "shelf_life"),
    "shown_only",
    "says",
]
SOURCE_KEYS = ["id", "title", "author", "date", "record", "kind", "address", "read"]
ARTICLE_KEYS = [*("id", "title", "author", "affiliation", "date", "note", "surveys", "sentences")]
SENTENCE_KEYS = ("id", "about", "paraphrase", "digest")
CRITERION_KEYS = [
    "id",
    "name",
    "group",
    "meaning",
    "importance",
    "reads",
    "measures",
    "published",
    "relation",
]
READING_KEYS = ("attribute", "weight", "values")
MEASURE_KEYS = ("metric", "weight", "best", "worst", "per", "predicted")
OPTION_KEYS = ("id", "label", "asks_for_nothing")
QUESTION_KEYS = ["id", "text", "help", "many", "options", "options_from", "after"]
RULE_KEYS = ["id", "because", "when", "unless", "then", "sources", "tests"]
CONDITION_KEYS = ("requirement", "concept", *OPERATORS)
EFFECT_KEYS = (
    *("emphasise", "by", "conclude", "require", "require_each", "exclude_each"),
    *OPERATORS,
)
FRAMEWORK_KEYS = [
    "id",
    "name",
    "kind",
    "package",
    "began",
    "releases",
    "facts",
    "claims",
    "recipes",
]
RELEASE_KEYS = ("version", "date", "source", "note")
FACT_KEYS = [
    *("attribute", "value", "from", "by", "until", "source", "through", "confidence", "note"),
]
TEST_KEYS = ("workload", "metric", "expect", "than")
CLAIM_KEYS = ["id", "text", "stance", "attribute", "from", "source", "tested_by"]
