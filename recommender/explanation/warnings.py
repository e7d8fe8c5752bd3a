"""What whoever decides must know beside the answer: warnings, as sentences.

A leaning answer excludes nothing, and a day may be too early or too late for what is asked.
"""

from recommender.dates import spoken, years_between
from recommender.decision import Decision
from recommender.explanation.excluding import base_excluded, with_base, with_base_words
from recommender.explanation.grounds import because_of
from recommender.explanation.sentences import Sentence
from recommender.inference import Constraint
from recommender.knowledge.layers import base_of
from recommender.ranking import Ranked, facts_against
from recommender.stacks import by_itself
from recommender.wording import says, says_since, series

#: So many years after the newest release that is known, much must have happened since.
STALE = 1.0


def warnings(decision: Decision) -> tuple[Sentence, ...]:
    """Return what is wrong with the day, and what is on the table against an answer."""
    of_frameworks = [warnings_of(ranked, decision) for ranked in decision.ranking]
    return (*of_the_day(decision), *(sentence for one in of_frameworks for sentence in one))


def of_the_day(decision: Decision) -> tuple[Sentence, ...]:
    """Return that a day is too early for what the user allows, or too late for what is known."""
    return (*_not_out_yet(decision), *_long_after(decision))


def _not_out_yet(decision: Decision) -> tuple[Sentence, ...]:
    known = decision.knowledge.frameworks
    early = [
        known[name] for name in decision.requirements.only if name not in decision.view.frameworks
    ]
    return tuple(
        Sentence(
            f"{one.name}, which you allow, was not released by {spoken(decision.as_of)}.",
            ("requirements.only",),
        )
        for one in early
    )


def _long_after(decision: Decision) -> tuple[Sentence, ...]:
    """Return that nothing is known of the last years before the day: an old install, or a wish."""
    newest = max(
        (known.releases[-1] for known in decision.view.frameworks.values()),
        key=lambda release: release.date,
        default=None,
    )
    if newest is None or years_between(newest.date, decision.as_of) < STALE:
        return ()
    text = f"No release after {spoken(newest.date)} is known here; the advice may be stale."
    return (Sentence(text, (newest.source,)),)


def warnings_of(ranked: Ranked, decision: Decision) -> tuple[Sentence, ...]:
    """Return what would exclude a framework if the answers were firm, or counted its base."""
    lacking = [_lacking(constraint, ranked, decision) for constraint in ranked.lacking]
    return (*lacking, *_over_what_is_excluded(ranked, decision))


def _lacking(constraint: Constraint, ranked: Ranked, decision: Decision) -> Sentence:
    firm = "A firm answer would exclude it; yours is leaning."
    if with_base(constraint, ranked.framework):
        facts = facts_against(decision.view.frameworks[ranked.framework], constraint, decision.view)
        text = with_base_words(constraint, ranked.framework, decision.view)
        return Sentence(f"{text} {firm}", (constraint.rule, *(fact.id for fact in facts)))
    if constraint.ruled_out is not None:
        ids = because_of(constraint.rule, decision)[1]
        return Sentence(f"{ranked.name}: {constraint.because} {firm}", (constraint.rule, *ids))
    fact = decision.view.frameworks[ranked.framework].fact(constraint.attribute)
    known = says_since(fact, decision.view) if fact else "is not known"
    return Sentence(
        f"{constraint.because} {ranked.name} {known}. {firm}",
        (constraint.rule, *((fact.id,) if fact else ())),
    )


def _over_what_is_excluded(ranked: Ranked, decision: Decision) -> tuple[Sentence, ...]:
    """Return that a layer is on the table over a base that the needs exclude, if it is so."""
    fact = base_of(decision.view, ranked.framework)
    if fact is None:
        return _without_backend(ranked, decision)
    against = base_excluded(decision, str(fact.value))
    if against is None:
        return ()
    base = decision.view.frameworks[str(fact.value)]
    known = base.fact(against.attribute)
    text = (
        f"{ranked.name} {says(fact, decision.knowledge)} alone, which your needs exclude: "
        f"{against.because}"
    )
    if known is not None:
        text += f" {base.name} {says_since(known, decision.view)}."
    ids = (fact.id, against.rule, *((known.id,) if known else ()))
    return (Sentence(text, ids),)


def _without_backend(ranked: Ranked, decision: Decision) -> tuple[Sentence, ...]:
    """Return that the needs exclude all on which a framework runs, where it needs one of them."""
    view = decision.view
    facts = {
        str(fact.value): fact
        for fact in view.frameworks[ranked.framework].current.get("runs_on", ())
        if fact.value in view.alternatives
    }
    against = [base_excluded(decision, name) for name in facts]
    if not facts or None in against or by_itself(decision.knowledge, ranked.framework):
        return ()
    names = series([view.frameworks[name].name for name in facts])
    text = f"{ranked.name} runs on {names}, all of which your needs exclude."
    rules = dict.fromkeys(one.rule for one in against if one)
    return (Sentence(text, (*(fact.id for fact in facts.values()), *rules)),)
