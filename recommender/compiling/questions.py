"""The questionnaire, questions.yaml, and for which answers a measurement speaks, workloads.yaml."""

from recommender.compiling.vocabulary import Plain, Vocabulary
from recommender.documents import Document
from recommender.entries import Entry, shown, suggestion
from recommender.errors import KnowledgeError
from recommender.file_format import FRAMEWORKS, OPTION_KEYS, TOOLKITS
from recommender.inference import ANY
from recommender.knowledge.frameworks import DATA_PIPELINE, UNKNOWN


def question(entry: Entry, known: Vocabulary) -> Plain:
    """Return a question as plain data."""
    options_from = entry.optional("options_from")
    options = [
        {
            "id": option.text("id"),
            "label": option.text("label"),
            "asks_for_nothing": option.flag("asks_for_nothing"),
        }
        for option in entry.entries("options", OPTION_KEYS)
    ]
    if options_from == FRAMEWORKS:
        named = {
            name: str(known.names.get(name) or name)
            for name, kind in known.kinds.items()
            if kind != DATA_PIPELINE
        }
        options += [
            {"id": name, "label": named[name], "asks_for_nothing": False}
            for name in sorted(named, key=lambda name: (named[name].casefold(), name))
        ]
    elif options_from == TOOLKITS:
        options += known.toolkits
    elif options_from:
        options += known.questions[entry.choice("options_from", known.questions)]["options"]
    reserved = {UNKNOWN, ANY}
    for option in options:
        if option["id"] in reserved:
            entry.fail(f"{option['id']!r} is reserved for every question; name it otherwise")
    if len(options) < 2 and not options_from:
        entry.fail("a question needs at least two 'options'; add them")
    return {
        "id": entry.text("id"),
        "text": entry.text("text"),
        "help": entry.text("help"),
        "many": entry.flag("many"),
        "options": options,
        "options_from": options_from,
        "after": _after(entry, known),
    }


def _after(entry: Entry, known: Vocabulary) -> list[str]:
    """Return the questions that come before it in an interview; they stand above it in the file."""
    names = list(entry.texts("after"))
    for name in names:
        if name not in known.questions:
            entry.fail(
                f"'after' names {shown(name)}, no question above it; "
                f"{suggestion(name, known.questions)}"
            )
    return names


def relevance(document: Document | None, known: Vocabulary) -> dict[str, dict[str, list[str]]]:
    """Return which answers each workload and each device of the probes speaks for."""
    if document is None:
        return {"workloads": {}, "devices": {}}
    entry = Entry(document, (), KnowledgeError, ("workloads", "devices"))
    found: dict[str, dict[str, list[str]]] = {}
    for key, name, keys in (
        ("workloads", "models", ("id", "meaning", "models")),
        ("devices", "hardware", ("id", "hardware")),
    ):
        asked = known.questions.get(name, {"options": []})
        options = [option["id"] for option in asked["options"]]
        found[key] = {}
        for item in entry.entries(key, keys):
            for answer in item.texts(name):
                if answer not in options:
                    item.fail(f"{shown(answer)} is no answer; {suggestion(answer, options)}")
            found[key][item.text("id")] = list(item.texts(name))
    return found
