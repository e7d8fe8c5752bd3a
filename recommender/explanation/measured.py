"""What the measurements changed, and what could not be measured or did not count."""

from recommender.dates import spoken
from recommender.decision import Decision, decide
from recommender.evidence.measured import OTHER_DEVICE, counts_in_full
from recommender.explanation.capabilities import capabilities
from recommender.explanation.predictions import predictions
from recommender.explanation.sentences import Sentence, joined
from recommender.measurements import Measurements, ProbeResult
from recommender.wording import ordinal, words


def measured(decision: Decision) -> tuple[Sentence, ...]:
    """Return what measuring did to the scores, and what did not count and why."""
    found = decision.measurements
    sentences = [_not_counted(result) for result in found.scored if not result.measured]
    ran = any(result.measured for result in (*found.scored, *found.answers))
    if ran or any(one.times for one in found.predicted):
        sentences.insert(0, _effect_of_measuring(decision))
        sentences += _other_device(decision)
    sentences += predictions(decision)
    sentences += capabilities(decision)
    sentences += [
        Sentence(
            f"{result.stack}, {result.workload}: measured on {spoken(result.day)}, after the date "
            "of this advice; shown, not counted.",
            (result.id,),
        )
        for result in found.later
    ]
    return tuple(sentences)


def _other_device(decision: Decision) -> list[Sentence]:
    """Say it where measurements were made on another device than the one that was asked for."""
    relevance, answers = decision.knowledge.relevance, decision.requirements.answers
    devices = {result.device for result in decision.measurements.scored if result.measured}
    return [
        Sentence(
            f"You will not train on the {words(device)}: what was measured on it counts "
            f"{OTHER_DEVICE:.0%} of what it would count otherwise.",
            ("requirements.hardware",),
        )
        for device in sorted(devices)
        if not counts_in_full(device, relevance, answers)
    ]


def _not_counted(result: ProbeResult) -> Sentence:
    what = f"{result.stack}, {result.workload} ({result.mode}, {result.device})"
    reason = f": {result.reason}" if result.reason else ""
    return Sentence(f"{what}: {words(result.outcome)}{reason}; not counted.", (result.id,))


def _effect_of_measuring(decision: Decision) -> Sentence:
    without = decide(
        decision.requirements,
        decision.as_of,
        Measurements(),
        decision.knowledge,
    )
    before = {item.framework: item for item in without.ranking}
    order = [item.framework for item in without.ranking]
    moved = [
        f"{item.name} from {before[item.framework].score:.3f} to {item.score:.3f}"
        + (
            f", and from {ordinal(order.index(item.framework) + 1)} to {ordinal(place)}"
            if order.index(item.framework) + 1 != place
            else ""
        )
        for place, item in enumerate(decision.ranking, start=1)
        if abs(before[item.framework].score - item.score) > 5e-4
    ]
    found = decision.measurements
    ids = tuple(result.id for result in (*found.scored, *found.answers) if result.measured)
    ids += tuple(one.id for one in found.predicted if one.times)
    if not moved:
        return Sentence("The measurements change no score.", ids)
    return Sentence(f"The measurements move scores: {joined(moved)}.", ids)
