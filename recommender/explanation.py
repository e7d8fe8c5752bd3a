"""Why, why not the others, what was measured, what is not known: sentences that can be followed.

Every sentence carries the ids of the facts, rules, criteria and measurements that it is made of.
The words come from the knowledge base or are measured numbers; this module only joins them.
"""

from dataclasses import dataclass

from recommender.assessment import OTHER_DEVICE, Evidence, counts_in_full
from recommender.dates import spoken
from recommender.decision import TOO_CLOSE, Decision, decide
from recommender.figures import Figure, figures
from recommender.history import Change, changes
from recommender.knowledge import UNKNOWN, View
from recommender.measurements import Measurements, ProbeResult
from recommender.ranking import Contribution, Exclusion, Ranked
from recommender.sensitivity import Flip, weight_flips
from recommender.wording import dated_fact_words, fact_words, seconds, value_words, words

REASONS = 4
DIFFERENCES = 2
FLIPS = 3


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence and the ids of what it says: facts, rules, criteria, measurements."""

    text: str
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class About:
    """Sentences about one framework."""

    framework: str
    name: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that is said of a recommendation, in the order in which one asks.

    Attributes:
        verdict: the answer and how clear it is.
        why: what speaks for the first.
        why_not: for each other framework on the table, what it lacks and where it is ahead.
        would_change: the nearest changes of one weight that put another framework first.
        excluded: for each excluded framework, the need and the fact.
        figures: what was measured on this machine and counted.
        measured: what the measurements changed, and what could not be measured or did not count.
        unknown: what is not known or not measured.
        changes: how the advice for these needs has changed over the years.
        emphases: how the weights came about, heaviest first.

    """

    verdict: tuple[Sentence, ...]
    why: tuple[Sentence, ...]
    why_not: tuple[About, ...]
    would_change: tuple[Sentence, ...]
    excluded: tuple[About, ...]
    figures: tuple[Figure, ...]
    measured: tuple[Sentence, ...]
    unknown: tuple[Sentence, ...]
    changes: tuple[Sentence, ...]
    emphases: tuple[Sentence, ...]

    def sentences(self) -> tuple[Sentence, ...]:
        """Return every sentence."""
        about = [part.sentences for part in (*self.why_not, *self.excluded)]
        plain = (
            self.verdict,
            self.why,
            self.would_change,
            self.measured,
            self.unknown,
            self.changes,
            self.emphases,
        )
        return tuple(sentence for part in (*plain, *about) for sentence in part)


def explain(decision: Decision) -> Explanation:
    """Return the explanation of a recommendation; pure."""
    best = decision.best
    return Explanation(
        verdict=_verdict(decision),
        why=_why(decision, best) if best else (),
        why_not=tuple(
            About(other.framework, other.name, _why_not(decision, best, other))
            for other in decision.ranking[1:]
            if best
        ),
        would_change=_would_change(decision),
        excluded=tuple(
            About(item.framework, item.name, (_excluded(item, decision.view),))
            for item in decision.exclusions
        ),
        figures=figures(decision.measurements),
        measured=_measured(decision),
        unknown=_unknown(decision),
        changes=tuple(_changed(change, decision) for change in changes(decision)),
        emphases=_emphases(decision),
    )


# -- the parts --------------------------------------------------------------------------------
def _joined(parts: list[str]) -> str:
    return "; ".join(parts)


def _verdict(decision: Decision) -> tuple[Sentence, ...]:
    best = decision.best
    if best is None:
        return (Sentence("No framework is left: every one is excluded by a need."),)
    if decision.margin is None:
        return (Sentence(f"{best.name}: the only framework that these needs leave."),)
    second = decision.ranking[1]
    scores = f"{best.score:.2f} against {second.score:.2f} for {second.name}"
    lead = {
        "too close to call": (
            f"{best.name} and {second.name} are too close to call ({scores}; differences below "
            f"{TOO_CLOSE:g} decide nothing)."
        ),
        "leaning": f"{best.name}, with {second.name} close behind ({scores}).",
        "clear": f"{best.name}, clearly ahead ({scores}).",
    }[decision.verdict]
    reach = [other for other in decision.ranking[1:] if other.high > best.low]
    sure = f"By what is known, it scores from {best.low:.2f} to {best.high:.2f}; " + (
        f"{len(reach)} of the {len(decision.ranking) - 1} others could still overtake it "
        "if everything unknown turned out their way."
        if reach
        else "no other could overtake it even if everything unknown turned out its way."
    )
    return Sentence(lead), Sentence(sure)


def _evidence_words(evidence: Evidence, decision: Decision, framework: str) -> str | None:
    """Return what a piece of evidence says, None where nothing is known."""
    if evidence.kind == "measured":
        return _figure_words(evidence.id, decision)
    view = decision.view.frameworks[framework]
    fact = next((fact for fact in view.facts if fact.id == evidence.id), None)
    if fact is not None and fact.value != UNKNOWN:
        return fact_words(fact)
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
    found = [
        _evidence_words(evidence, decision, framework)
        for evidence in contribution.assessment.evidence
    ]
    return _joined([text for text in found if text]) or "nothing known"


def _ids(contribution: Contribution) -> tuple[str, ...]:
    return (contribution.criterion, *(item.id for item in contribution.assessment.evidence))


def _why(decision: Decision, best: Ranked) -> tuple[Sentence, ...]:
    strongest = sorted(best.contributions, key=lambda item: (-item.amount, item.criterion))
    return tuple(
        Sentence(
            f"{decision.knowledge.criteria[item.criterion].name} "
            f"({item.weight:.0%} of the weight): "
            f"{contribution_words(item, decision, best.framework)}.",
            _ids(item),
        )
        for item in strongest[:REASONS]
        if item.amount > 0
    )


def _why_not(decision: Decision, best: Ranked, other: Ranked) -> tuple[Sentence, ...]:
    criteria = decision.knowledge.criteria

    def has(ranked: Ranked, criterion: str) -> str:
        contribution = ranked.contribution(criterion)
        return contribution_words(contribution, decision, ranked.framework)

    pairs = [
        (best.contribution(item.criterion).amount - item.amount, item)
        for item in other.contributions
        if item.weight
    ]
    behind = sorted(pairs, key=lambda pair: (-pair[0], pair[1].criterion))[:DIFFERENCES]
    ahead = min(pairs, key=lambda pair: (pair[0], pair[1].criterion))
    sentences = [
        Sentence(
            f"{criteria[item.criterion].name}: "
            f"{has(other, item.criterion)}; {best.name} has {has(best, item.criterion)} "
            f"(costs {difference:.2f}).",
            (*_ids(item), *_ids(best.contribution(item.criterion))[1:]),
        )
        for difference, item in behind
        if difference > 0
    ]
    if ahead[0] < 0:
        sentences.append(
            Sentence(
                f"It is ahead on {criteria[ahead[1].criterion].name}: "
                f"{has(other, ahead[1].criterion)}.",
                _ids(ahead[1]),
            )
        )
    return tuple(sentences)


def _would_change(decision: Decision) -> tuple[Sentence, ...]:
    flips = weight_flips(decision)
    if not flips and len(decision.ranking) > 1:
        return (Sentence("No change of a single weight puts another framework first."),)
    asked = [flip for flip in flips if flip.weight][:FLIPS]
    unasked = [flip for flip in flips if not flip.weight][:FLIPS]
    return tuple(_flip_sentence(flip, decision) for flip in (*asked, *unasked))


def _flip_sentence(flip: Flip, decision: Decision) -> Sentence:
    criterion = decision.knowledge.criteria[flip.criterion].name
    name = decision.view.frameworks[flip.framework].name
    needed = _percent(flip, flip.needed)
    if flip.weight:
        change = f"weighed {needed} instead of {_percent(flip, flip.weight)}"
    else:
        change = f"were needed too, with {needed} of the weight or more"
    return Sentence(f"If {criterion} {change}, {name} would be first.", (flip.criterion,))


def _percent(flip: Flip, weight: float) -> str:
    """Return a weight as a percentage, with the digits that tell a small move."""
    return f"{weight:.0%}" if flip.distance >= 0.02 else f"{weight:.1%}"


def _excluded(exclusion: Exclusion, view: View) -> Sentence:
    if exclusion.constraint is None:
        return Sentence("Left out by the requirements themselves ('only' or 'without').")
    fact = exclusion.fact
    known = dated_fact_words(fact, view) if fact else "not known"
    return Sentence(
        f"{exclusion.constraint.because} But {known}.",
        (exclusion.constraint.rule, *((fact.id,) if fact else ())),
    )


def _measured(decision: Decision) -> tuple[Sentence, ...]:
    found = decision.measurements
    sentences = [_not_counted(result) for result in found.scored if not result.measured]
    if any(result.measured for result in found.scored):
        sentences.insert(0, _effect_of_measuring(decision))
        sentences += _other_device(decision)
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
        f"{item.name} {before[item.framework].score:.3f} → {item.score:.3f}"
        + (
            f" (rank {order.index(item.framework) + 1} → {place})"
            if order.index(item.framework) + 1 != place
            else ""
        )
        for place, item in enumerate(decision.ranking, start=1)
        if abs(before[item.framework].score - item.score) > 5e-4
    ]
    if not moved:
        return Sentence("The measurements change no score.")
    return Sentence(f"What the measurements change in the scores: {_joined(moved)}.")


def _unknown(decision: Decision) -> tuple[Sentence, ...]:
    sentences = []
    for ranked in decision.ranking:
        for constraint in ranked.unverified:
            if constraint.rule == "new-work-needs-a-living-framework":
                continue
            operator = constraint.operator.replace("_", " ").removeprefix("is").strip()
            wanted = f"{operator} {value_words(constraint.value)}".strip()
            sentences.append(
                Sentence(
                    f"{ranked.name}: nothing is known of {words(constraint.attribute)}; "
                    f"needed is: {wanted}.",
                    (constraint.rule, f"{ranked.framework}.{constraint.attribute}"),
                )
            )
    for ranked in decision.ranking[:3]:
        widest = max(
            ranked.contributions,
            key=lambda item: (item.weight * item.assessment.interval.width, item.criterion),
        )
        width = widest.weight * widest.assessment.interval.width
        if width > TOO_CLOSE:
            name = decision.knowledge.criteria[widest.criterion].name
            missing = [
                item.id.partition(".")[2].partition("@")[0]
                for item in widest.assessment.evidence
                if item.kind == "unknown"
            ]
            what = (
                f"not known: {', '.join(words(item) for item in missing)}"
                if missing
                else ("what is known is a claim, old or uncertain")
            )
            sentences.append(
                Sentence(
                    f"{ranked.name}: {name} is the least certain part of its score "
                    f"(± {width / 2:.2f}); {what}.",
                    _ids(widest),
                )
            )
    missing_here = decision.not_measured_here
    if missing_here:
        names = ", ".join(decision.view.frameworks[identity].name for identity in missing_here)
        sentences.append(Sentence(f"Not measured on this machine: {names}."))
    return tuple(sentences)


def _changed(change: Change, decision: Decision) -> Sentence:
    def name(identity: str | None) -> str:
        return decision.knowledge.frameworks[identity].name if identity else "nothing"

    facts = _joined(
        [
            f"{name(fact.framework)}: {dated_fact_words(fact, decision.view)}"
            for fact in change.facts
        ]
    )
    return Sentence(
        f"{spoken(change.before[:7])}: {name(change.old)}. {spoken(change.after[:7])}: "
        f"{name(change.new)}." + (f" What changed: {facts}." if facts else ""),
        tuple(fact.id for fact in change.facts)
        + ((change.excluded_by,) if change.excluded_by else ()),
    )


def _emphases(decision: Decision) -> tuple[Sentence, ...]:
    criteria = decision.knowledge.criteria
    rules = {rule.id: rule for rule in decision.knowledge.rules}
    heaviest = sorted(decision.preferences.weights.items(), key=lambda item: (-item[1], item[0]))
    sentences = []
    for criterion, weight in heaviest:
        given = [
            emphasis
            for emphasis in decision.preferences.emphases
            if emphasis.criterion == criterion and emphasis.amount
        ]
        if not weight or not given:
            continue
        because = [
            rules[item.rule].because if item.rule in rules else "You gave it this importance."
            for item in given
        ]
        sentences.append(
            Sentence(
                f"{criteria[criterion].name}, {weight:.0%}: {' '.join(dict.fromkeys(because))}",
                (criterion, *(item.rule for item in given)),
            )
        )
    return tuple(sentences)


def sources_of(decision: Decision, sentences: tuple[Sentence, ...]) -> tuple[str, ...]:
    """Return the citations behind sentences, each once, in the order of their first mention."""
    citations = citations_by_id(decision.view)
    found: dict[str, None] = {}
    for sentence in sentences:
        for identity in sentence.ids:
            found.update(dict.fromkeys(citations.get(identity, ())))
    return tuple(found)


def citations_by_id(view: View) -> dict[str, tuple[str, ...]]:
    """Return the citations of every fact and rule; none of a source published after the day."""
    cited = {
        fact.id: fact.sources for framework in view.frameworks.values() for fact in framework.facts
    }
    cited |= {rule.id: rule.sources for rule in view.knowledge.rules}
    return {identity: view.published(citations) for identity, citations in cited.items()}
