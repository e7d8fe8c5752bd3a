"""What others published, as words."""

from collections.abc import Iterable

from recommender.dates import spoken
from recommender.evidence.published import Published, found
from recommender.knowledge.studies import Study
from recommender.knowledge.view import View
from recommender.wording import seconds

#: How a workload of the probes is called where others computed something like it.
_KINDS = {
    "mlp": "perceptrons",
    "convnet": "convolutional networks",
    "lstm": "recurrent networks",
    "attention": "transformers and other large models",
}


def published_words(identities: Iterable[str], view: View, framework: str) -> str | None:
    """Return pieces of published evidence as one predicate, None where there are none."""
    pieces = [one for name in identities if (one := found(view, framework, name))]
    if not pieces:
        return None
    studies = {one.study: view.knowledge.studies[one.study] for one in pieces}
    years = sorted({study.since[:4] for study in studies.values()})
    when = years[0] if len(years) == 1 else f"{years[0]} to {years[-1]}"
    many = "a published study" if len(studies) == 1 else f"{len(studies)} published studies"
    return f"took {_range(pieces)} in {many} ({when})"


def figure_words(one: Published) -> str:
    """Return the range of figures of a study on one kind of model."""
    on = f"on {_KINDS.get(one.workload, one.workload)}"
    return f"{_range([one])} {on}{' on a CPU' if one.device == 'cpu' else ''}"


def study_words(study: Study) -> str:
    """Return a study's title and date."""
    return f"{study.title}, {spoken(study.stated_from)}"


def _range(pieces: list[Published]) -> str:
    """Return the smallest and largest figure: multiples of the fastest, or seconds."""
    figures = [figure for one in pieces for figure in one.ratios]
    low, high = min(figures), max(figures)
    if pieces[0].id.endswith(".wait_s"):
        took = seconds(low) if low == high else f"{seconds(low)} to {seconds(high)}"
        return f"{took} until the first step"
    both = (f"{low:.2g}", f"{high:.2g}")
    return f"{both[0] if both[0] == both[1] else ' to '.join(both)} times the fastest's time"
