"""What is known or measured behind a contribution to a score, as words."""

from recommender.assessment import Evidence
from recommender.decision import Decision
from recommender.explanation.published import published_words
from recommender.explanation.sentences import joined
from recommender.knowledge import UNKNOWN
from recommender.ranking import Contribution
from recommender.wording import fact_words, seconds


def _evidence_words(evidence: Evidence, decision: Decision, framework: str) -> str | None:
    """Return what a piece of evidence says, None where nothing is known."""
    if evidence.kind == "measured":
        return _figure_words(evidence.id, decision)
    # What becomes of existing code may stand in the facts of the framework that it is written in.
    owner = decision.view.frameworks.get(evidence.id.partition(".")[0])
    fact = next((fact for fact in owner.facts if fact.id == evidence.id), None) if owner else None
    if owner is not None and fact is not None and fact.value != UNKNOWN:
        return fact_words(fact) if owner.id == framework else f"{owner.name}: {fact_words(fact)}"
    if evidence.id == "requirements.existing_code":
        return f"existing code: {decision.requirements.answers['existing_code']}"
    return None


def _figure_words(identity: str, decision: Decision) -> str | None:
    name, _, metric = identity.rpartition(".")
    for result in decision.measurements.scored:
        if result.id == name and metric in result.metrics:
            low, median, high = result.metrics[metric]
            what = {"step_s": "a step", "wait_s": "until the first step was done"}.get(
                metric, metric
            )
            return (
                f"measured here: {seconds(median)} {what} ({seconds(low)} to {seconds(high)}; "
                f"{result.workload}, {result.mode})"
            )
    return None


def contribution_words(contribution: Contribution, decision: Decision, framework: str) -> str:
    """Return what is known or measured behind a contribution, as words."""
    evidence = contribution.assessment.evidence
    found = [
        _evidence_words(one, decision, framework) for one in evidence if one.kind != "published"
    ]
    elsewhere = [one.id for one in evidence if one.kind == "published"]
    found.append(published_words(elsewhere, decision.view, framework))
    return joined([text for text in found if text]) or "nothing known"


def ids_of(contribution: Contribution) -> tuple[str, ...]:
    """Return the ids of a contribution: its criterion and its evidence."""
    return (contribution.criterion, *(item.id for item in contribution.assessment.evidence))
