"""Which framework a user means, and a one-line error with a suggestion where none is meant."""

from recommender.dates import spoken
from recommender.decision import Decision
from recommender.entries import shown, suggestion
from recommender.errors import UserError
from recommender.explanation.excluding import reason
from recommender.knowledge.frameworks import FRAMEWORK
from recommender.knowledge.view import View
from recommender.knowledge.vocabulary import Criterion
from recommender.ranking import Exclusion, Ranked
from recommender.wording import kind_words


def framework_id(view: View, name: str) -> str:
    """Return the id of the framework of a day that goes by an id or a name, in any case.

    Raises:
        UserError: there is no such framework, or not yet on that day.
    """
    wanted = name.strip().casefold()
    for known in view.knowledge.frameworks.values():
        if wanted in (known.id.casefold(), known.name.casefold()):
            if known.id in view.frameworks:
                return known.id
            raise UserError(
                f"{known.name} was not released by {spoken(view.as_of)}; ask of a later date"
            )
    hint = suggestion(wanted, view.alternatives)
    raise UserError(f"no framework {shown(name)}; {hint}")


def check_choosable(view: View) -> None:
    """Do nothing if there is a framework that one can choose on a day.

    Raises:
        UserError: none had been released; which was the first.
    """
    if view.alternatives:
        return
    releases = [
        (release.date, known.name, release)
        for known in view.knowledge.frameworks.values()
        if known.kind == FRAMEWORK
        for release in known.releases
    ]
    if not releases:
        raise UserError("this knowledge base knows no framework with a release; add one")
    _, name, release = min(releases, key=lambda found: found[:2])
    raise UserError(
        f"no framework known here was out by {spoken(view.as_of)} (the first release: {name} "
        f"{release.version}, {spoken(release.stated_date)}); ask of a later date"
    )


def criterion_of(decision: Decision, name: str) -> Criterion:
    """Return the criterion that goes by an id or a name, in any case.

    Raises:
        UserError: there is no such criterion.
    """
    wanted = name.strip().casefold()
    criteria = decision.knowledge.criteria
    for criterion in criteria.values():
        if wanted in (criterion.id.casefold(), criterion.name.casefold()):
            return criterion
    raise UserError(f"no criterion {shown(name)}; {suggestion(wanted, criteria)}")


def standing(decision: Decision, name: str) -> Ranked | Exclusion:
    """Return how a framework came out: its place in the ranking, or its exclusion.

    Raises:
        UserError: there is no such framework, not yet on that day, or nobody can choose it.
    """
    identity = framework_id(decision.view, name)
    found: tuple[Ranked | Exclusion, ...] = (*decision.ranking, *decision.exclusions)
    for item in found:
        if item.framework == identity:
            return item
    known = decision.view.frameworks[identity]
    raise UserError(f"{known.name} is {kind_words(known.kind)} and not ranked; name another")


def ranked(decision: Decision, name: str) -> Ranked:
    """Return a framework of the ranking.

    Raises:
        UserError: there is no such framework, or the needs exclude it; why.
    """
    found = standing(decision, name)
    identity = found.framework
    if isinstance(found, Exclusion):
        constraint = found.constraint
        why = reason(constraint, identity, decision.view) if constraint else "you left it out"
        raise UserError(f"{found.name} is excluded by these needs: {why}")
    return found
