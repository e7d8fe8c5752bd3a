"""Every answer that can be given has a consequence, or says that it asks for nothing."""

from collections.abc import Iterator

from recommender.file_format import FRAMEWORKS
from recommender.inference import ANY
from recommender.linting.base import Base, Finding


def lint(base: Base) -> Iterator[Finding]:
    """Complain about an option that no rule reads."""
    conditions = [
        condition
        for rule in base.knowledge.rules
        for group in (*rule.when, rule.unless)
        for condition in group
        if condition.kind == "requirement"
    ]
    read = {(condition.subject, value) for condition in conditions for value in condition.values()}
    for at in base.entries("questions.yaml"):
        question = base.knowledge.questions[at.data["id"]]
        if question.options_from == FRAMEWORKS or (question.id, ANY) in read:
            continue  # a relation to each option is their consequence, or a rule reads any of them
        written = {here.data["id"]: here for here in at.items("options")}
        for option in question.options:
            if option.asks_for_nothing or (question.id, option.id) in read:
                continue
            yield written.get(option.id, at).wrong(
                "id",
                f"no rule reads the answer {option.id!r} to {question.id!r}",
                "write a rule for it, mark it 'asks_for_nothing: true', or strike it out",
            )
