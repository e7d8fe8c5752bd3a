"""Why a question is asked: what it can still change, and the rules that read its answer."""

from collections.abc import Iterable

from recommender.explanation.sentences import Sentence
from recommender.interviewing.question_choice import Outlook
from recommender.knowledge.rules import Rule
from recommender.knowledge.view import Knowledge, View
from recommender.knowledge.vocabulary import Question
from recommender.wording import percent, series


def why_asked(question: Question, outlook: Outlook | None, view: View) -> tuple[Sentence, ...]:
    """Return what a question is for, what hangs on it, and by which rules.

    Args:
        question: the question.
        outlook: what the open questions can still do; None where that was not looked at.
        view: the knowledge base on the day of the advice.

    """
    knowledge = view.knowledge
    identity = f"requirements.{question.id}"
    said = [Sentence(question.help, (identity,))]
    if outlook is not None and question.id in outlook.influence:
        said.append(_influence(question, outlook, view, identity))
    said += [
        Sentence(f"{rule.id}: {rule.because}", (rule.id,)) for rule in readers(question, knowledge)
    ]
    return tuple(said)


def readers(question: Question, knowledge: Knowledge) -> tuple[Rule, ...]:
    """Return the rules that read the answer to a question, directly or by a concept."""
    found: dict[str, Rule] = {}
    concepts: set[str] = set()
    while True:
        fresh = [
            rule
            for rule in knowledge.rules
            if rule.id not in found and _reads(rule, question.id, concepts)
        ]
        if not fresh:
            return tuple(rule for rule in knowledge.rules if rule.id in found)
        found |= {rule.id: rule for rule in fresh}
        concepts |= {
            effect.target for rule in fresh for effect in rule.effects if effect.kind == "conclude"
        }


def _reads(rule: Rule, question: str, concepts: Iterable[str]) -> bool:
    conditions = [one for alternatives in (*rule.when, rule.unless) for one in alternatives]
    return any(
        one.subject == question if one.kind == "requirement" else one.subject in concepts
        for one in conditions
    )


def _influence(question: Question, outlook: Outlook, view: View, identity: str) -> Sentence:
    share = outlook.influence[question.id]
    if not share:
        return Sentence("It hardly changes what comes first any more.", (identity,))
    between = outlook.between[question.id]
    left = [name for name in between if name is not None]
    names = [view.frameworks[name].name for name in left]
    names += ["no framework at all"] if None in between else []
    text = (
        f"Another answer to it alone changes what comes first in {percent(share)} of the ways in "
        f"which the open questions may be answered; it decides between {series(names)}."
    )
    return Sentence(text, (identity, *left))
