"""Ids, values, facts and durations as words."""

from recommender.dates import spoken
from recommender.knowledge import UNKNOWN, Fact, View

_NAMES = {
    **{word: word.upper() for word in ("tpu", "gpu", "cpu", "api", "onnx", "amd", "nvidia")},
    "cuda11": "CUDA 11",
    "ios": "iOS",
    "macos": "macOS",
    "linux": "Linux",
    "sklearn": "sklearn",
    "windows": "Windows",
    "android": "Android",
    "python": "Python",
    "intel": "Intel",
    "numpy": "NumPy",
    "apple": "Apple",
    "cpp": "C++",
    "r": "R",
    "java": "Java",
    "javascript": "JavaScript",
    "julia": "Julia",
    "matlab": "Matlab",
    "go": "Go",
}


_KINDS = {
    "other_language": "a framework of another language",
    "data_pipeline": "a library that feeds data to frameworks",
}
_RUNS = {"none": "no", "experimental": "as a trial", "supported": "yes", "default": "by default"}


def words(identity: str) -> str:
    """Return an id as words: "learning_curve" → "learning curve", "device.tpu" → "device: TPU"."""
    text = identity.replace(".", ": ").replace("_", " ")
    return " ".join(_NAMES.get(word, word) for word in text.split(" "))


def kind_words(kind: str) -> str:
    """Return what an entry is that cannot be chosen; "" for a framework that can."""
    return _KINDS.get(kind, "")


def value_words(value: object) -> str:
    """Return a fact's value as words."""
    if value is True:
        return "yes"
    if value is False:
        return "no"
    return "not known" if value == UNKNOWN else str(value).replace("_", " ")


def fact_words(fact: Fact) -> str:
    """Return a fact as words: "learning curve: substantial", "DeepXDE runs on it: by default"."""
    toolkit = fact.attribute.removeprefix("toolkits.")
    if toolkit != fact.attribute:
        return f"{words(toolkit)} runs on it: {_RUNS.get(fact.value, value_words(fact.value))}"
    return f"{words(fact.attribute)}: {value_words(fact.value)}"


def dated_fact_words(fact: Fact, view: View) -> str:
    """Return a fact as words with the date since which it has held."""
    began = view.frameworks[fact.framework].beginning(fact)
    by = "by " if began.by else "since "
    return f"{fact_words(fact)} ({by}{spoken(began.stated_from)})"


def seconds(value: float) -> str:
    """Return a duration with a unit that suits it and three digits."""
    for limit, factor, unit in ((1e-3, 1e6, "µs"), (1.0, 1e3, "ms")):
        if value < limit:
            return f"{value * factor:.3g} {unit}"
    return f"{value:.3g} s"


def duration(value: float) -> str:
    """Return how long something takes, as one would say it: "45 s", "5 min 30 s"."""
    minutes, rest = divmod(round(value), 60)
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"
