"""The sentences about a ranking, as templates: the HTML report's page fills the same ones.

A name in braces is a part to fill in. The page gets this table with its data, so that what it
says when weights move is said in the words of every other report.
"""

from types import MappingProxyType

#: By the verdict of a decision.
VERDICT = MappingProxyType(
    {
        "nothing left": "No framework is left: your needs exclude every one.",
        "only one left": "{best} is the only framework that your needs leave.",
        "too close to call": (
            "{best} and {second} are too close to call: {score} and {second_score}, and a "
            "difference below {too_close} decides nothing."
        ),
        "leaning": ("{best} is ahead, with {second} close behind: {score} against {second_score}."),
        "clear": "{best} is clearly ahead: {score} against {second_score} for {second}.",
    }
)
#: What the intervals allow, by how many others could overtake the first: none, one or some.
REACH = MappingProxyType(
    {
        "none": (
            "By what is known, {best} scores from {low} to {high}; no other could overtake it even "
            "at its best."
        ),
        "one": (
            "By what is known, {best} scores from {low} to {high}; one other could overtake it at "
            "its best."
        ),
        "some": (
            "By what is known, {best} scores from {low} to {high}; {count} of the {others} others "
            "could overtake it at their best."
        ),
    }
)
WHY = "{criterion} ({weight} of the weight): {clause}."
BEHIND = "{criterion}: {clauses}. This costs it {amount}."
AHEAD = "It is ahead on {criterion}: {clause}."
#: A clause about a framework, where something is known of it and where nothing is.
CLAUSE = "{name} {words}"
NOTHING = "nothing is known of {name}"
#: Clauses about two frameworks of which the same is known, or nothing.
SAME = "the same is known of both, but not equally surely: {name} {words}"
NOTHING_OF_BOTH = "nothing is known of {name} and {other}"


def phrases() -> dict[str, str | dict[str, str]]:
    """Return every template by its name, as plain data."""
    return {
        "verdict": dict(VERDICT),
        "reach": dict(REACH),
        "why": WHY,
        "behind": BEHIND,
        "ahead": AHEAD,
        "clause": CLAUSE,
        "nothing": NOTHING,
        "same": SAME,
        "nothing_of_both": NOTHING_OF_BOTH,
    }
