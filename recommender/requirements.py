"""What somebody needs: answers to the questions, own emphasis, and limits on the candidates."""

from __future__ import annotations

from types import MappingProxyType

from recommender.errors import RequirementsError
from recommender.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any, BinaryIO

    from recommender.documents import Document
    from recommender.entries import Entry
    from recommender.knowledge.view import Knowledge
    from recommender.knowledge.vocabulary import Question
    from recommender.predicting.described_model import Model

#: Answers that every question accepts: "I don't know" and "it doesn't matter".
DONT_KNOW, DOESNT_MATTER = "unknown", "any"
MAX_EMPHASIS = 10.0
MAX_TEXT = 2_000
#: Requirements are a page of text; anything larger is something else.
MAX_BYTES = 200_000
#: How firm an answer is; one that is not named is firm.
FIRM, LEANING = "firm", "leaning"
_OWN_KEYS = ("title", "notes", "firmness", "emphasis", "only", "without", "model")

Answer = str | tuple[str, ...]


class Requirements(Frozen):
    """Requirements, checked against the questions of a knowledge base.

    Attributes:
        answers: question id to the chosen option, or options where several may be chosen.
            ``"unknown"`` stands for "don't know", ``"any"`` for "doesn't matter".
        emphasis: criterion id to importance (0 to 10) that the user adds to what the rules give.
        leaning: the questions whose answers are not firm: what follows from them counts half and
            excludes nothing (key ``firmness`` of a file).
        only: the candidates, if not all; ``without``: frameworks that the user rules out.
        model: the model that is to be trained, if it is described.
        title, notes: shown in reports, never interpreted.

    """

    answers: Mapping[str, Answer]
    emphasis: Mapping[str, float] = MappingProxyType({})
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    title: str = ""
    notes: str = ""
    leaning: tuple[str, ...] = ()
    model: Model | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the mapping that a requirements file would hold; empty keys are left out."""
        plain: dict[str, Any] = {"title": self.title, "notes": self.notes}
        plain |= {
            key: list(value) if isinstance(value, tuple) else value
            for key, value in self.answers.items()
        }
        plain |= {
            "firmness": dict.fromkeys(self.leaning, LEANING),
            "emphasis": dict(self.emphasis),
            "only": list(self.only),
            "without": list(self.without),
            "model": self.model.to_dict() if self.model else {},
        }
        return {key: value for key, value in plain.items() if value not in ("", [], {})}


def from_mapping(
    mapping: Mapping[str, Any], knowledge: Knowledge, name: str = "requirements"
) -> Requirements:
    """Return the requirements that a mapping states.

    Raises:
        RequirementsError: an unknown key, a wrong type or an unknown answer.

    """
    from recommender.documents import Document

    plain = {
        str(key): list(value) if isinstance(value, tuple) else value
        for key, value in mapping.items()
    }
    return from_document(Document(name, plain, {}), knowledge)


def read(path: Path, knowledge: Knowledge) -> Requirements:
    """Return the requirements that a YAML file states.

    Raises:
        RequirementsError: it cannot be read, is not YAML, or states what no question asks.

    """
    from recommender.strict_yaml import read_text

    return _parsed(read_text(path, RequirementsError, MAX_BYTES), str(path), knowledge)


def read_stream(stream: BinaryIO, name: str, knowledge: Knowledge) -> Requirements:
    """Return the requirements that a stream states as YAML; see :func:`read`."""
    from recommender.strict_yaml import decoded

    text = decoded(stream.read(MAX_BYTES + 1), name, RequirementsError, MAX_BYTES)
    return _parsed(text, name, knowledge)


def _parsed(text: str, name: str, knowledge: Knowledge) -> Requirements:
    from recommender.strict_yaml import parse

    document = parse(text, name, RequirementsError)
    if document.data is None:
        raise RequirementsError(
            f"{name}: is empty; write at least one answer, such as 'purpose: …'"
        )
    if not isinstance(document.data, dict):
        raise RequirementsError(
            f"{document.where()}: requirements are keys with values, such as 'purpose: research'"
        )
    return from_document(document, knowledge)


def from_document(document: Document, knowledge: Knowledge) -> Requirements:
    """Return the requirements that a document's mapping states; see :func:`from_mapping`."""
    from recommender.entries import Entry, shown, suggestion
    from recommender.wording import kind_words

    entry = Entry(document, (), RequirementsError, (*knowledge.questions, *_OWN_KEYS))
    answers = {
        question.id: _answer(entry, question)
        for question in knowledge.questions.values()
        if entry.data.get(question.id) is not None
    }
    leaning = _leaning(entry, knowledge, answers)
    emphasis: dict[str, float] = {}
    for criterion, amount in entry.mapping("emphasis").items():
        if criterion not in knowledge.criteria:
            hint = suggestion(criterion, knowledge.criteria)
            entry.fail(f"no criterion {shown(criterion)}; {hint}", "emphasis", criterion)
        if isinstance(amount, bool) or not isinstance(amount, int | float):
            entry.fail(f"{criterion!r} must be a number; write digits", "emphasis", criterion)
        if not 0 <= amount <= MAX_EMPHASIS:
            entry.fail(f"{criterion!r} must be from 0 to 10; change it", "emphasis", criterion)
        emphasis[criterion] = float(amount)
    for key in ("only", "without"):
        for name in entry.texts(key):
            known = knowledge.frameworks.get(name)
            if known is None:
                hint = suggestion(name, knowledge.frameworks)
                entry.fail(f"no framework {shown(name)}; {hint}", key)
            if kind := kind_words(known.kind):
                entry.fail(f"{known.name} is {kind} and cannot be chosen; leave it out", key)
    for key in ("title", "notes"):
        if len(entry.text(key, default="")) > MAX_TEXT:
            entry.fail(f"{key!r} is longer than {MAX_TEXT} characters; shorten it", key)
        if any("\ud800" <= character <= "\udfff" for character in entry.text(key, default="")):
            entry.fail(f"{key!r} holds half a character (a surrogate); write the whole one", key)
    return Requirements(
        MappingProxyType(answers),
        MappingProxyType(emphasis),
        entry.texts("only"),
        entry.texts("without"),
        entry.text("title", default=""),
        entry.text("notes", default=""),
        leaning,
        _model(entry),
    )


def _model(entry: Entry) -> Model | None:
    """Return the described model; its module is loaded only where there is one."""
    if entry.data.get("model") is None:
        return None
    from recommender.predicting.described_model import read as read_model

    return read_model(entry)


def _leaning(entry: Entry, knowledge: Knowledge, answers: Mapping[str, Answer]) -> tuple[str, ...]:
    """Return the questions whose answers are leaning, in the questions' order."""
    from recommender.entries import shown, suggestion

    stated = entry.mapping("firmness")
    for question, firmness in stated.items():
        if question not in knowledge.questions:
            hint = suggestion(str(question), knowledge.questions)
            entry.fail(f"no question {shown(question)}; {hint}", "firmness", question)
        if firmness not in (FIRM, LEANING):
            entry.fail(
                f"{shown(firmness)} is no firmness; write {FIRM!r} or {LEANING!r}",
                "firmness",
                question,
            )
        if firmness == LEANING and answers.get(question) in (None, DONT_KNOW, DOESNT_MATTER):
            entry.fail(
                f"{question!r} has no answer that could be leaning; answer it or leave this out",
                "firmness",
                question,
            )
    return tuple(name for name in knowledge.questions if stated.get(name) == LEANING)


def _answer(entry: Entry, question: Question) -> Answer:
    """Return a checked answer: options in the question's order, each once."""
    from recommender.entries import shown, suggestion

    value = entry.data[question.id]
    if isinstance(value, list) and not question.many:
        entry.fail(f"{question.id!r} takes one answer, not a list; keep one", question.id)
    chosen = entry.texts(question.id)
    possible = (*question.option_ids(), DONT_KNOW, DOESNT_MATTER)
    for index, item in enumerate(chosen):
        if item not in possible:
            path = (question.id, index) if isinstance(value, list) else (question.id,)
            entry.fail(f"{shown(item)} is no answer; {suggestion(item, possible)}", *path)
    special = [item for item in chosen if item in (DONT_KNOW, DOESNT_MATTER)]
    if special and len(set(chosen)) > 1:
        entry.fail(f"{special[0]!r} stands for itself; leave the other answers out", question.id)
    if special or not question.many:
        return chosen[0]
    if not chosen:
        return DONT_KNOW
    return tuple(option for option in question.option_ids() if option in chosen)


def chosen(answers: Mapping[str, object], question: str) -> set[str]:
    """Return the options chosen for a question; none for "don't know" and "doesn't matter"."""
    answer = answers.get(question)
    if isinstance(answer, str):
        return {answer} - {DONT_KNOW, DOESNT_MATTER}
    return set(answer) if isinstance(answer, tuple) else set()
