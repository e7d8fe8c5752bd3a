"""What was asked, as the questions and the words of the chosen answers."""

from recommender.decision import Decision
from recommender.requirements import DOESNT_MATTER, DONT_KNOW

_SPECIAL = {DONT_KNOW: "don't know", DOESNT_MATTER: "doesn't matter"}


def asked(decision: Decision) -> tuple[tuple[str, str], ...]:
    """Return each answered question with its answer, then the user's own emphasis and limits."""
    knowledge, requirements = decision.knowledge, decision.requirements
    found = []
    for identity, answer in requirements.answers.items():
        question = knowledge.questions[identity]
        labels = {option.id: option.label for option in question.options} | _SPECIAL
        chosen = answer if isinstance(answer, tuple) else (answer,)
        words = "; ".join(labels[item] for item in chosen)
        if identity in requirements.leaning:
            words += " (leaning)"
        found.append((question.text, words))
    if requirements.model is not None:
        found.append(("Your model:", str(requirements.model)))
    for criterion, amount in requirements.emphasis.items():
        name = knowledge.criteria[criterion].name
        found.append(("Your own emphasis:", f"{name}, {amount:g}"))
    for text, frameworks in (("Only:", requirements.only), ("Without:", requirements.without)):
        if frameworks:
            names = ", ".join(knowledge.frameworks[identity].name for identity in frameworks)
            found.append((text, names))
    return tuple(found)
