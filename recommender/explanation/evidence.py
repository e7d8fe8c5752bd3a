"""What is known or measured behind a contribution to a score, as words.

The words are predicates, "has a gentle learning curve", to stand behind a framework's name.
"""

from recommender.decision import Decision
from recommender.evidence.capabilities import held
from recommender.evidence.facts import Evidence
from recommender.evidence.relations import KNOWN
from recommender.explanation.facts import known_fact
from recommender.explanation.phrases import CLAUSE, NOTHING, NOTHING_OF_BOTH, SAME
from recommender.explanation.published import published_words
from recommender.knowledge.frameworks import UNKNOWN
from recommender.ranking import Contribution
from recommender.wording import says, seconds, series

#: So many measurements stand in one sentence; the others are counted.
SHOWN_MEASUREMENTS = 2

_PREDICTED = "would take {} times NumPy's time for your model, predicted from measurements"
_METRICS = {"step_s": "took {} a step of {}", "wait_s": "took {} until the first step of {}"}


def contribution_words(contribution: Contribution, decision: Decision, framework: str) -> str:
    """Return what is known or measured behind a contribution, "" where nothing is."""
    return series(parts_of(contribution, decision, framework))


def contrast(
    decision: Decision, first: tuple[str, Contribution], second: tuple[str, Contribution]
) -> tuple[str, str]:
    """Return what is known behind two frameworks' contributions, without what is the same of both.

    Each is given as the framework's id and its contribution.
    """
    one, other = (parts_of(contribution, decision, name) for name, contribution in (first, second))
    ours = [part for part in one if part not in other]
    theirs = [part for part in other if part not in one]
    if not ours or not theirs:
        return series(one), series(other)
    return series(ours), series(theirs)


def parts_of(contribution: Contribution, decision: Decision, framework: str) -> list[str]:
    """Return the predicates behind a contribution, each once: facts, then what was measured."""
    evidence = contribution.assessment.evidence
    known = [_known(item, decision, framework) for item in evidence if item.kind != "measured"]
    parts = [text for text in known if text]
    if carried_over(contribution, decision) is not None:
        parts[-1] += ", which you know"
    parts += _measured(contribution, decision)
    elsewhere = [item.id for item in evidence if item.kind == "published"]
    if (others := published_words(elsewhere, decision.view, framework)) is not None:
        parts.append(others)
    return list(dict.fromkeys(parts))


def _measured(contribution: Contribution, decision: Decision) -> list[str]:
    """Return what was measured here in one predicate, the workloads that tell most first."""
    found = [item for item in contribution.assessment.evidence if item.kind == "measured"]
    predicted = [item for item in found if item.id.startswith("predicted:")]
    found = [item for item in found if item not in predicted]
    foretold = [f"{measured_words(item.id, decision)} here" for item in predicted]
    if not found:
        return foretold
    most = max(item.weight for item in found)
    telling = sorted(item.id for item in found if item.weight > most * 0.999)
    shown = [measured_words(identity, decision) for identity in telling[:SHOWN_MEASUREMENTS]]
    more = len(found) - len(shown)
    said = series([shown[0], *(words.removeprefix("took ") for words in shown[1:])])
    return [f"{said} here" + (f" ({more} more measurements)" if more else ""), *foretold]


def clause(name: str, words: str) -> str:
    """Return a clause about a framework, also where nothing is known."""
    return CLAUSE.format(name=name, words=words) if words else NOTHING.format(name=name)


def versus(first: str, words: str, second: str, other_words: str) -> str:
    """Return clauses about two frameworks, also where the same is known of both."""
    if words == other_words:
        if not words:
            return NOTHING_OF_BOTH.format(name=first, other=second)
        return SAME.format(name=first, words=words)
    return f"{clause(first, words)}; {clause(second, other_words)}"


def ids_of(contribution: Contribution) -> tuple[str, ...]:
    """Return the ids of a contribution: its criterion, its evidence, and what confirms that."""
    evidence = contribution.assessment.evidence
    confirming = (item.confirmed_by for item in evidence if item.confirmed_by)
    return (contribution.criterion, *(item.id for item in evidence), *confirming)


def measured_words(identity: str, decision: Decision, interval: bool = False) -> str:
    """Return a measurement as words: "took 2 ms a step of mlp", "refused ONNX export".

    Of a prediction: "would take 2 times NumPy's time for your model, predicted from measurements".
    """
    for one in held(decision.view, decision.measurements.answers):
        if one.result.id == identity:
            return f"{'did' if one.result.answer else 'refused'} {one.capability.name}"
    name, _, metric = identity.rpartition(".")
    if name.startswith("predicted:"):
        own = next(item for item in decision.measurements.predicted if item.id == name)
        low, median, high = own.times or (1.0, 1.0, 1.0)
        words = _PREDICTED.format(f"{median:.2g}")
        if not interval:
            return words
        return f"{words} ({low:.2g} to {high:.2g} times; {own.stack}, {own.mode})"
    result = next(item for item in decision.measurements.scored if item.id == name)
    low, median, high = result.metrics[metric]
    said = _METRICS.get(metric, f"has {metric} {{}} with {{}}")
    words = said.format(seconds(median), result.workload)
    if not interval:
        return words
    return f"{words} ({seconds(low)} to {seconds(high)}; {result.stack}, {result.mode})"


def carried_over(contribution: Contribution, decision: Decision) -> float | None:
    """Return which share of it is known by a framework that people know, None where none is.

    The fact that relates the two is then the last piece of evidence.
    """
    criterion = decision.knowledge.criteria.get(contribution.criterion)
    evidence = contribution.assessment.evidence
    if criterion is None or criterion.relation != KNOWN or not evidence:
        return None
    fact = known_fact(evidence[-1].id, decision.view)
    if fact is None or fact.attribute not in _OF_THE_OTHER:
        return None
    return evidence[-1].weight / sum(item.weight for item in evidence)


#: What a fact of another framework, which names this one, says of this one.
_OF_THE_OTHER = {
    "runs_on": "is what {} runs on",
    "merged_into": "is what {} has become part of",
    "successor": "continues {}",
}


def _known(evidence: Evidence, decision: Decision, framework: str) -> str | None:
    """Return what a piece of evidence says, None where nothing is known."""
    fact = known_fact(evidence.id, decision.view)
    if fact is not None:
        if fact.value == UNKNOWN:
            return None
        if fact.framework == framework:
            return says(fact, decision.knowledge)
        # A fact of the framework in use now, which names this one.
        old = decision.knowledge.frameworks[fact.framework].name
        return _OF_THE_OTHER[fact.attribute].format(old)
    if evidence.id == f"requirements.{KNOWN}":
        return "is known to you already"
    if evidence.id == "requirements.existing_code":
        code = str(decision.requirements.answers["existing_code"])
        if code == framework:
            return "is what your code is written in"
        kept = "part" if evidence.interval.high else "nothing"
        return f"keeps {kept} of your {decision.knowledge.frameworks[code].name} code"
    return None
