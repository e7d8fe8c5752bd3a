"""What becomes of the code that exists: what staying would mean, and the documented ways over."""

import re

from recommender.decision import Decision
from recommender.evidence.relations import BREAKING, REWRITTEN
from recommender.explanation.evidence import clause, contribution_words
from recommender.explanation.excluding import base_excluded, excluded, limit_of
from recommender.explanation.sentences import Sentence
from recommender.knowledge.frameworks import UNKNOWN, Fact
from recommender.knowledge.view import FrameworkView
from recommender.wording import kind_words, ordinal, percent, says_since

RELATION = "existing_code"


def existing_code(decision: Decision) -> tuple[Sentence, ...]:
    """Return what the recommendation means for existing code; () where none was named or counts."""
    answer = decision.requirements.answers.get(RELATION)
    best = decision.best
    if not isinstance(answer, str) or answer not in decision.view.frameworks or best is None:
        return ()
    criteria = decision.knowledge.criteria.values()
    criterion = next((one.id for one in criteria if one.relation == RELATION), None)
    if criterion is None:
        return ()
    old = decision.view.frameworks[answer]
    if best.framework == old.id:
        return (_stays(decision, old, criterion),)
    return (
        _cost(decision, old, criterion),
        _staying(decision, old, criterion),
        *_ways(old, best.name),
    )


def _stays(decision: Decision, old: FrameworkView, criterion: str) -> Sentence:
    """Say that the code stays where it is, and what of it must be written anew all the same."""
    ids = ("requirements.existing_code", criterion)
    broken = old.fact(BREAKING)
    if broken is None or broken.value != REWRITTEN:
        return Sentence(f"Your code is written in {old.name} and stays as it is.", ids)
    return Sentence(
        f"Your code is written in {old.name} and stays there; but {old.name} "
        f"{says_since(broken, decision.view)}, so code from before that must be rewritten.",
        (*ids, broken.id),
    )


def _cost(decision: Decision, old: FrameworkView, criterion: str) -> Sentence:
    """Say how much of the code lives on with the first, and what that weighs."""
    best = decision.ranking[0]
    contribution = best.contribution(criterion)
    low, high = contribution.assessment.interval.low, contribution.assessment.interval.high
    kept = f"{high:.0%}" if low == high else f"{low:.0%} to {high:.0%}"
    kept = f"{kept} of the worth of" if high else "nothing of"
    both = (old, decision.view.frameworks[best.framework])
    facts = {fact.id: fact for framework in both for fact in framework.facts}
    related = [facts[item.id] for item in contribution.assessment.evidence if item.id in facts]
    how = f", since {clause(best.name, contribution_words(contribution, decision, best.framework))}"
    doubt, doubtful = _doubt(decision, old) if low < high else ("", ())
    refused, refusing = _refused(decision, old, related)
    return Sentence(
        f"{best.name} keeps {kept} your {old.name} code"
        f"{how if related else ''}.{doubt}{refused} "
        f"Keeping code is {percent(contribution.weight)} of the weight.",
        (
            *("requirements.existing_code", criterion),
            *(*(fact.id for fact in related), *doubtful, *refusing),
        ),
    )


def _refused(
    decision: Decision, old: FrameworkView, related: list[Fact]
) -> tuple[str, tuple[str, ...]]:
    """Say that the code lives on only where the old framework runs, where the needs exclude it."""
    above = any((fact.attribute, fact.value) == ("runs_on", old.id) for fact in related)
    against = base_excluded(decision, old.id) if above else None
    if against is None:
        return "", ()
    who = "you ruled out" if against.ruled_out else "your needs exclude"
    return f" That is so with {old.name} under it only, which {who}.", (against.rule,)


def _doubt(decision: Decision, old: FrameworkView) -> tuple[str, tuple[str, ...]]:
    """Say why it is not known how much of the code lives on, with the id of what says so."""
    broken = old.fact(BREAKING)
    if broken is None or broken.value == UNKNOWN:
        return f" How much is open: whether a release of {old.name} broke it is not known.", ()
    return f" How much is open: {old.name} {says_since(broken, decision.view)}.", (broken.id,)


def _staying(decision: Decision, old: FrameworkView, criterion: str) -> Sentence:
    for place, ranked in enumerate(decision.ranking, start=1):
        if ranked.framework == old.id:
            text = f"Staying with {old.name} comes {ordinal(place)}, with {ranked.score:.2f}"
            return Sentence(f"{text} against {decision.ranking[0].score:.2f}.", (criterion,))
    if kind := kind_words(old.kind):
        text = f"Staying with {old.name} is not weighed: it is {kind}."
        return Sentence(text, ("requirements.existing_code",))
    exclusion = next(item for item in decision.exclusions if item.framework == old.id)
    if exclusion.constraint is None:
        text = f"Staying with {old.name} is left out by the requirements themselves."
        return Sentence(text, (f"requirements.{limit_of(decision, exclusion)}",))
    said = excluded(exclusion, decision)
    return Sentence(f"Staying with {old.name} is excluded: {said.text}", said.ids)


def _ways(old: FrameworkView, target: str) -> list[Sentence]:
    """Return the documented ways from the old framework, those that name the target first."""
    known = [fact for fact in old.current.get("migration_route", ()) if fact.value != UNKNOWN]
    named = re.compile(rf"\b{re.escape(target)}\b")
    known.sort(key=lambda fact: named.search(fact.value) is None)
    said = [Sentence(f"A way from {old.name}: {fact.value}", (fact.id,)) for fact in known]
    if not any(named.search(fact.value) for fact in known):
        missing = Sentence(
            f"No documented way from {old.name} to {target} is known here.",
            (f"{old.id}.migration_route",),
        )
        said.insert(0, missing)
    return said
