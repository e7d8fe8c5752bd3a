"""The words that knowledge is written in: attributes, criteria, questions, capabilities."""

from __future__ import annotations

from types import MappingProxyType

from recommender.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from recommender.knowledge.studies import PublishedMeasure

NOTHING: Mapping[str, Any] = MappingProxyType({})


class Attribute(Frozen):
    """One word of the vocabulary of facts; ``steps`` are a level's steps, worst first.

    ``name`` is how it is called where its id does not say it: the name of a toolkit.
    ``shown_only`` marks one that readers want to know and no criterion or rule reads.
    ``says`` maps a value to what a fact says behind its framework's name, such as "has a gentle
    learning curve"; for a value that it does not have, "" holds the phrase with {} for the value.
    """

    id: str
    topic: str
    meaning: str
    type: str
    shelf_life: float
    steps: tuple[str, ...] = ()
    step_meanings: tuple[str, ...] = ()
    many: bool = False
    unit: str | None = None
    name: str | None = None
    shown_only: bool = False
    says: Mapping[str, str] = NOTHING


class Reading(Frozen):
    """How one fact feeds a criterion: the weight among its readings and a value for each step."""

    attribute: str
    weight: float
    values: dict[str, float]


class Measure(Frozen):
    """How one metric of a probe feeds a criterion.

    The metric is divided by the same metric of the yardstick stack on the same machine where
    ``per`` names one; ``worst`` and ``best`` are the fixed anchors of a logarithmic value function.
    ``predicted`` says whether what is predicted of the user's own model counts beside.
    """

    metric: str
    weight: float
    best: float
    worst: float
    per: str | None = None
    predicted: bool = False


class Criterion(Frozen):
    """What is weighed; ``importance`` is its weight when no rule speaks of it."""

    id: str
    name: str
    group: str
    meaning: str
    importance: float
    readings: tuple[Reading, ...] = ()
    measures: tuple[Measure, ...] = ()
    published: tuple[PublishedMeasure, ...] = ()
    relation: str | None = None


class Option(Frozen):
    """One answer that a question offers; one that asks for nothing needs no rule."""

    id: str
    label: str
    asks_for_nothing: bool = False


class Question(Frozen):
    """One question of the questionnaire and one key of a requirements file.

    An interview asks it ``after`` these others, since their answers are easier to give.
    """

    id: str
    text: str
    help: str
    many: bool
    options: tuple[Option, ...]
    options_from: str | None = None
    after: tuple[str, ...] = ()

    def option_ids(self) -> tuple[str, ...]:
        """Return the answers that it accepts."""
        return tuple(option.id for option in self.options)


class Relevance(Frozen):
    """For which answers a measurement tells most: by its workload and by its device.

    ``workloads`` maps a workload to answers of the question "models", ``devices`` a device to
    answers of "hardware".
    """

    workloads: Mapping[str, list[str]] = NOTHING
    devices: Mapping[str, list[str]] = NOTHING


class Telling(Frozen):
    """What an answer tells of an attribute: (operator, value) as in rules."""

    operator: str
    value: Any


class Capability(Frozen):
    """What a probe asks a framework to do, and what the answers tell of which attribute."""

    id: str
    name: str
    meaning: str
    attribute: str | None = None
    if_true: Telling | None = None
    if_false: Telling | None = None
