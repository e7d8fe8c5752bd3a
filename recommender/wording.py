"""Ids, values, facts and durations as words."""

from collections.abc import Sequence

from recommender.dates import spoken
from recommender.knowledge.frameworks import UNKNOWN, Fact
from recommender.knowledge.view import Knowledge, View

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


def says(fact: Fact, knowledge: Knowledge) -> str:
    """Return what a fact says behind its framework's name: "has a gentle learning curve"."""
    phrases = knowledge.attributes[fact.attribute].says
    value = str(fact.value)
    phrase = phrases.get(value.lower(), phrases.get(""))
    if fact.value == UNKNOWN or phrase is None:
        return f"has {fact_words(fact)}"
    known = knowledge.frameworks.get(value)
    return phrase.replace("{}", known.name if known else value_words(fact.value))


def says_since(fact: Fact, view: View) -> str:
    """Return what a fact says, with the date since which it has held."""
    return f"{says(fact, view.knowledge)} ({since(fact, view)})"


def since(fact: Fact, view: View) -> str:
    """Return since when, or by when, a fact has held: "since January 2017"."""
    began = view.frameworks[fact.framework].beginning(fact)
    return ("by " if began.by else "since ") + spoken(began.stated_from)


def series(parts: Sequence[str]) -> str:
    """Return parts as "a", "a and b" or "a, b and c"."""
    *front, last = parts or [""]
    return f"{', '.join(front)} and {last}" if front else last


_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")


def ordinal(place: int) -> str:
    """Return a place in a ranking as a word: "first", "second", … "10th"."""
    if place <= len(_ORDINALS):
        return _ORDINALS[place - 1]
    endings = {1: "st", 2: "nd", 3: "rd"}
    teens = place % 100 in (11, 12, 13)
    return f"{place}{'th' if teens else endings.get(place % 10, 'th')}"


def percent(share: float) -> str:
    """Return a share of the weight: "24%", "1.4%", "under 0.1%"."""
    if 0 < share < 0.001:
        return "under 0.1%"
    return f"{share:.1%}" if 0 < share < 0.0195 else f"{share:.0%}"


def outcome_words(outcome: str) -> str:
    """Return the outcome of a capability's probe as words, where it was no answer."""
    return "not available" if outcome == "unsupported" else words(outcome)


def significant(value: float, digits: int = 3) -> str:
    """Return a number with so many digits that count, never with an exponent below a million."""
    return f"{float(f'{value:.{digits}g}'):g}"


def in_unit(value: float, units: Sequence[tuple[float, str]]) -> str:
    """Return a value with three digits, in the largest unit of which there is a whole one.

    Args:
        value: the value.
        units: the size and the name of each unit, largest first; below all, the last is taken.

    """
    rounded = float(f"{value:.3g}")  # first, since 999.6 µs are 1 ms
    size, name = next((unit for unit in units if rounded >= unit[0]), units[-1])
    return f"{significant(value / size)} {name}"


def seconds(value: float) -> str:
    """Return a duration with three digits and a unit that suits them."""
    return in_unit(value, ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs")))


def duration(value: float) -> str:
    """Return how long something takes, as one would say it: "45 s", "5 min 30 s"."""
    minutes, rest = divmod(round(value), 60)
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"
