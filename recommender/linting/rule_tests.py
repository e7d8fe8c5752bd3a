"""A rule shows by its own tests when it fires and when it does not."""

from collections.abc import Iterator

from recommender.errors import RequirementsError
from recommender.inference import infer
from recommender.linting.base import Base, Finding
from recommender.requirements import from_mapping


def lint(base: Base) -> Iterator[Finding]:
    """Complain about a rule without a test, or with one that it fails."""
    known = base.knowledge
    for index, (rule, at) in enumerate(base.rules()):
        if not any(test["fires"] for test in rule.tests):
            yield at.wrong(
                "tests", "has no test in which it fires", "add {given: {...}, fires: true}"
            )
        for number, test in enumerate(rule.tests):
            here = at.under("tests", number)
            try:
                answers = from_mapping(test["given"], known).answers
            except RequirementsError as problem:
                what, _, mend = str(problem).partition(": ")[2].rpartition("; ")
                yield here.wrong("given", what, mend)
                continue
            fired = infer(answers, {}, known.rules, known.criteria).trace[index].outcome is True
            if fired is not test["fires"]:
                yield here.wrong(
                    "fires",
                    f"the rule {'fires' if fired else 'does not fire'} for these answers",
                    "mend the rule or the test",
                )
