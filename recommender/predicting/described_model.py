"""The model that somebody wants to train: its kind and every size of it (key ``model``)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from recommender.predicting.model_costs import KINDS, Costs, costs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from recommender.entries import Entry

KEY = "model"


@dataclass(frozen=True, slots=True)
class Model:
    """A model by its kind, a workload of the probes, and its sizes; as hashable as its name."""

    kind: str
    sizes: tuple[tuple[str, int], ...]

    @property
    def costs(self) -> Costs:
        """Return what a training step of it costs."""
        return costs(self.kind, dict(self.sizes))

    @property
    def name(self) -> str:
        """Return the name of the workload that it would be."""
        from probes.sizes import name_of

        return name_of(self.kind, dict(self.sizes))

    def to_dict(self) -> dict[str, Any]:
        """Return the mapping that a requirements file would hold."""
        return {"kind": self.kind, **dict(self.sizes)}

    def __str__(self) -> str:
        return f"{self.kind} ({', '.join(f'{name} {value}' for name, value in self.sizes)})"


def read(entry: "Entry") -> Model | None:
    """Return the model that requirements describe, None where they describe none.

    The entry's own error is raised for a kind that there is none of, a size that is missing, is no
    whole number or is out of bounds, and for sizes that do not go together.
    """
    if entry.data.get(KEY) is None:
        return None
    from probes.sizes import LARGEST, sizes_of, wrong
    from recommender.entries import shown, suggestion

    data: Mapping[str, Any] = entry.mapping(KEY)
    if data.get("kind") not in KINDS:
        if "kind" not in data:
            entry.fail(f"'kind' is missing; {suggestion('', KINDS)}", KEY)
        hint = suggestion(str(data["kind"]), KINDS)
        entry.fail(f"no kind of model {shown(data['kind'])}; {hint}", KEY, "kind")
    kind = str(data["kind"])
    names = tuple(sizes_of(kind))
    for key in data:
        if key not in ("kind", *names):
            hint = suggestion(str(key), names)
            entry.fail(f"a model of kind {kind!r} has no size {shown(key)}; {hint}", KEY, key)
    for name in names:
        value = data.get(name)
        if value is None:
            entry.fail(f"{name!r} of the {kind} is missing; add it", KEY)
        if isinstance(value, bool) or not isinstance(value, int):
            entry.fail(f"{name!r} must be a whole number, not {shown(value)}", KEY, name)
        if not 1 <= value <= LARGEST:
            entry.fail(f"{name!r} is {value}; it must be from 1 to {LARGEST}", KEY, name)
    sizes = {name: data[name] for name in names}
    if fault := wrong(kind, sizes):
        entry.fail(f"{fault[1]}; change one", KEY, fault[0])
    return Model(kind, tuple(sizes.items()))
