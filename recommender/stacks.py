"""On which backend the first of a ranking should run, where it runs on several; pure.

A layer such as Keras leaves to its backend how fast it computes, on which devices, where trained
models can go and how long it all will last. On these criteria the backends are compared, under the
weights and constraints of the same needs; what it is like to use is the layer's own. Where this
machine ran the layer on the backends, what was measured of these stacks counts for their speed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from recommender.assessment import Assessment, assess, combined
from recommender.decision import TOO_CLOSE, Decision
from recommender.inference import Constraint, evaluate
from recommender.knowledge.frameworks import Fact
from recommender.knowledge.view import Knowledge
from recommender.measurements import Measurements
from recommender.ranking import lead, place

#: The groups of criteria that a backend decides, and the topics of constraints that it must meet.
GROUPS = ("speed", "scale", "life", "deployment")
TOPICS = ("life_cycle", "platform", "deployment")


@dataclass(frozen=True, slots=True)
class Backend:
    """A framework that the first can run on.

    Attributes:
        runs_on: the fact that says so.
        score: how it does on the criteria that a backend decides, from 0 to 1.
        assessments: those criteria, heaviest first.
        violated, fact: a constraint that is known not to be met on it, and the fact; else None. A
            backend that the user ruled out needs no fact.
        stack: the stack of the probes whose measurements counted, None where none did.

    """

    framework: str
    name: str
    runs_on: Fact
    score: float
    assessments: tuple[Assessment, ...]
    violated: Constraint | None = None
    fact: Fact | None = None
    stack: str | None = None


@dataclass(frozen=True, slots=True)
class Stack:
    """What the first of a ranking runs on.

    Attributes:
        framework, name: the first.
        backends: the frameworks that it can run on; those that a constraint excludes come last.
        beside: facts of what else it runs on and that is not weighed, such as a compiler.
        own: whether it also runs by itself, so that no backend has to be chosen.

    """

    framework: str
    name: str
    backends: tuple[Backend, ...]
    beside: tuple[Fact, ...]
    own: bool

    @property
    def possible(self) -> tuple[Backend, ...]:
        """Return the backends that meet the constraints; all where none does."""
        fit = tuple(one for one in self.backends if one.violated is None)
        return fit or self.backends

    @property
    def backend(self) -> Backend | None:
        """Return the backend to take, None where none has to be chosen."""
        return None if self.own or not self.backends else self.possible[0]

    @property
    def too_close(self) -> bool:
        """Return whether the second backend is as good."""
        fit = self.possible
        return len(fit) > 1 and lead(fit[0].score, fit[1].score) < TOO_CLOSE

    @property
    def measured(self) -> bool:
        """Return whether measurements of these stacks counted."""
        return any(one.stack for one in self.backends)


def stack_of(decision: Decision) -> Stack | None:
    """Return on what the first of a ranking runs, None where that is no other framework."""
    best = decision.best
    if best is None:
        return None
    facts = decision.view.frameworks[best.framework].current.get("runs_on", ())
    known = _frameworks_by_word(decision)
    on = {name: fact for fact in reversed(facts) if (name := known.get(str(fact.value).casefold()))}
    if not on:
        return None
    beside = tuple(fact for fact in facts if str(fact.value).casefold() not in known)
    stacks = _stacks(decision.knowledge, best.framework)
    backend_of = {stack: name for stack, name in stacks.items() if name in on}
    found = _measured(decision, best.framework, backend_of)
    every = assess(decision.view, found, decision.requirements.answers)
    assessments = _measured_first({name: every[name] for name in on})
    measured = {result.framework: result.stack for result in found.scored if result.framework in on}
    backends = [
        _backend(decision, name, on[name], assessments[name], measured.get(name))
        for name in sorted(on)
    ]
    backends.sort(key=lambda one: (one.violated is not None, place(one.framework, one.score)))
    own = len(on) > 1 and best.framework in stacks.values()
    return Stack(best.framework, best.name, tuple(backends), beside, own)


def _frameworks_by_word(decision: Decision) -> dict[str, str]:
    """Return the ids of the alternatives by their ids and names in lower case."""
    alternatives = decision.view.alternatives
    names = {framework.name.casefold(): name for name, framework in alternatives.items()}
    return names | {name.casefold(): name for name in alternatives}


def _backend(
    decision: Decision,
    name: str,
    runs_on: Fact,
    assessments: Mapping[str, Assessment],
    stack: str | None,
) -> Backend:
    criteria, weights = decision.knowledge.criteria, decision.preferences.weights
    counted = [one for one in weights if weights[one] and criteria[one].group in GROUPS]
    counted.sort(key=lambda one: (-weights[one], one))
    total = sum(weights[one] for one in counted)
    sums = sum(weights[one] * assessments[one].interval.middle for one in counted)
    violated, fact = _violated(decision, name)
    return Backend(
        framework=name,
        name=decision.view.frameworks[name].name,
        runs_on=runs_on,
        score=sums / total if total else 0.0,
        assessments=tuple(assessments[one] for one in counted),
        violated=violated,
        fact=fact,
        stack=stack,
    )


def _violated(decision: Decision, name: str) -> tuple[Constraint | None, Fact | None]:
    """Return the first constraint that the stack on a backend does not meet, and the fact.

    What is known of the framework itself goes before what is known of the backend.
    """
    best, attributes = decision.ranking[0].framework, decision.knowledge.attributes
    for constraint in decision.preferences.constraints:
        if constraint.ruled_out is not None:
            if constraint.ruled_out == name:
                return constraint, None
            continue
        attribute = attributes[constraint.attribute]
        own = decision.view.frameworks[best].fact(constraint.attribute)
        if own is not None and own.through:
            if name not in own.through:
                return constraint, own
            continue
        fact = decision.view.frameworks[name].fact(constraint.attribute)
        if attribute.topic not in TOPICS or fact is None:
            continue
        if evaluate(constraint.operator, fact.value, constraint.value, attribute.steps) is False:
            return constraint, fact
    return None, None


def _measured_first(
    assessments: Mapping[str, Mapping[str, Assessment]],
) -> dict[str, dict[str, Assessment]]:
    """Return assessments that rest on measurements alone wherever every backend has one.

    The measurements are of the very stacks, what is documented is of the backends alone.
    """
    found = {name: dict(one) for name, one in assessments.items()}
    for criterion in next(iter(found.values())):
        ran = {
            name: [piece for piece in one[criterion].evidence if piece.kind == "measured"]
            for name, one in found.items()
        }
        if all(ran.values()):
            for name, pieces in ran.items():
                found[name][criterion] = combined(name, criterion, pieces)
    return found


def by_itself(knowledge: Knowledge, framework: str) -> bool:
    """Return whether a framework also runs without another, by the stacks that there are."""
    return framework in _stacks(knowledge, framework).values()


def _stacks(knowledge: Knowledge, framework: str) -> dict[str, str]:
    """Return the backend of each stack of a framework, itself where it runs by itself.

    A stack's name says its backend: "keras-torch" runs on what the stack "torch" stands for.
    """
    owner = {
        str(recipe["stack"]): one.id
        for one in knowledge.frameworks.values()
        for recipe in one.recipes
    }
    names = {**{one: one for one in knowledge.frameworks}, **owner}
    return {
        stack: names.get(stack.partition("-")[2], framework)
        for stack, own in owner.items()
        if own == framework
    }


def _measured(decision: Decision, framework: str, backend_of: Mapping[str, str]) -> Measurements:
    """Return the measurements in which each backend stands as the stack on it was measured.

    What the backends do without the framework on top does not count, and workloads count only
    where every measured stack ran them on the device, two stacks at least.
    """
    scored = decision.measurements.scored
    ran = [one for one in scored if one.measured and one.stack in backend_of]
    jobs: dict[str, set[tuple[str, str]]] = {}
    for one in ran:
        jobs.setdefault(backend_of[one.stack], set()).add((one.workload, one.device))
    common = set.intersection(*jobs.values()) if len(jobs) > 1 else set()
    stacks = [
        replace(one, framework=backend_of[one.stack])
        for one in ran
        if (one.workload, one.device) in common
    ]
    aside = {framework, *backend_of.values()}
    others = [one for one in scored if one.framework not in aside]
    return Measurements(tuple(sorted([*others, *stacks], key=lambda one: one.id)))
