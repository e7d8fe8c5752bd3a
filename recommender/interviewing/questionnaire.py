"""The questionnaire as a state: what is asked, what was answered, what an entry means."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from recommender.entries import nearest
from recommender.knowledge.vocabulary import Option, Question
from recommender.requirements import DOESNT_MATTER, DONT_KNOW, Answer

#: What one may type instead of the reserved answers.
WORDS = {
    **dict.fromkeys(("d", "don't know", DONT_KNOW), DONT_KNOW),
    **dict.fromkeys(("a", "doesn't matter", "none", DOESNT_MATTER), DOESNT_MATTER),
}
#: What stands behind an answer that is not firm.
NOT_FIRM = "~"
#: A piece of an option's name is taken for it from so many characters on.
PIECE = 3


class NotAnAnswerError(ValueError):
    """What was typed is no answer to the question; says what is."""


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """The questions by their ids, the answers so far, and what is asked.

    Attributes:
        answers: in the order in which they were first given.
        leaning: the questions whose answers are not firm.
        asked: the question that waits for an answer; None where the next is still to be chosen.

    """

    questions: Mapping[str, Question]
    answers: Mapping[str, Answer] = field(default_factory=dict)
    leaning: frozenset[str] = frozenset()
    asked: str | None = None

    @property
    def current(self) -> Question | None:
        """Return the question that waits for an answer."""
        return None if self.asked is None else self.questions[self.asked]

    @property
    def answered(self) -> tuple[str, ...]:
        """Return the questions that have an answer, in the order of their first answers."""
        return tuple(self.answers)

    @property
    def open(self) -> tuple[str, ...]:
        """Return the questions that have no answer, in the questionnaire's order."""
        return tuple(name for name in self.questions if name not in self.answers)

    def ask(self, name: str) -> "Questionnaire":
        """Return the state in which a question waits for an answer."""
        return replace(self, asked=self.questions[name].id)

    def answer(self, typed: str) -> "Questionnaire":
        """Return the state after an entry to the question that is asked.

        Nothing typed keeps an earlier answer, or means "don't know".

        Raises:
            NotAnAnswerError: the entry is no answer, or nothing is asked.
        """
        question = self.current
        if question is None:
            raise NotAnAnswerError("no question is asked; type 'm' to be asked more")
        if not typed.strip() and question.id in self.answers:
            return replace(self, asked=None)
        answer, firm = understood(question, typed) if typed.strip() else (DONT_KNOW, True)
        leaning = self.leaning - {question.id} if firm else self.leaning | {question.id}
        answers = {**self.answers, question.id: answer}
        return replace(self, answers=answers, leaning=leaning, asked=None)

    def back(self) -> "Questionnaire":
        """Return the state in which the answer before the question asked can be changed.

        It stays until it is changed.
        """
        answered = self.answered
        place = answered.index(self.asked) if self.asked in answered else len(answered)
        return self.ask(answered[max(0, place - 1)]) if answered else self

    def change(self, typed: str) -> "Questionnaire":
        """Return the state in which an answer, by its number among them or its id, is asked again.

        Raises:
            NotAnAnswerError: there is no such answer.
        """
        wanted, answered = typed.strip().lower(), self.answered
        if wanted in answered:
            return self.ask(wanted)
        if wanted.isascii() and wanted.isdigit() and 1 <= int(wanted) <= len(answered):
            return self.ask(answered[int(wanted) - 1])
        raise NotAnAnswerError(
            f"{typed.strip()!r} is no answer of yours; type 'c' to see them with their numbers"
        )


def understood(question: Question, typed: str) -> tuple[Answer, bool]:
    """Return the answer that an entry means, and whether it is firm.

    An entry is numbers, ids, names or pieces of what the options say, in any case, several with
    commas where allowed; "~" behind it: not firm.

    Raises:
        NotAnAnswerError: it means none.
    """
    entry = typed.strip()
    firm = not entry.endswith(NOT_FIRM)
    parts = [part.strip().lower() for part in entry.removesuffix(NOT_FIRM).split(",")]
    parts = [part for part in parts if part]
    options = question.option_ids()
    if len(parts) == 1 and parts[0] in WORDS and parts[0] not in options:
        if not firm:
            raise NotAnAnswerError("'~' follows an answer; type 'd' or 'a' without it")
        return WORDS[parts[0]], True
    chosen = []
    for part in parts:
        if part.isascii() and part.isdigit() and 1 <= int(part) <= len(options):
            chosen.append(options[int(part) - 1])
        elif part in options:
            chosen.append(part)
        else:
            chosen.append(_meant(question, part))
    if not chosen:
        raise NotAnAnswerError(f"type a number from 1 to {len(options)}, 'd' or 'a'")
    if len(chosen) > 1 and not question.many:
        raise NotAnAnswerError("only one answer here; type one number")
    if not question.many:
        return chosen[0], firm
    return tuple(option for option in options if option in chosen), firm


def name_of(option: Option) -> str:
    """Return what an option is called: what stands before the colon of "name: what it is"."""
    return option.label.partition(": ")[0]


def _meant(question: Question, piece: str) -> str:
    """Return the one option that has a name, or a piece of what it says.

    Raises:
        NotAnAnswerError: none has it, or several; then these are named.
    """
    options = question.options
    named = [option for option in options if name_of(option).lower() == piece]
    found = named or [
        option for option in options if len(piece) >= PIECE and piece in option.label.lower()
    ]
    if len(found) == 1:
        return found[0].id
    if found:
        fitting = "; ".join(f"{options.index(one) + 1} {one.label}" for one in found)
        raise NotAnAnswerError(f"{piece!r} fits several, type the number of one: {fitting}")
    known = {word: one for one in options for word in (one.id, name_of(one))}
    close = nearest(piece, known)
    if close is None:
        raise NotAnAnswerError(
            f"{piece!r} is no answer; type a number from 1 to {len(options)}, 'd' or 'a'"
        )
    meant = known[close]
    raise NotAnAnswerError(
        f"{piece!r} is no answer; for {name_of(meant)} type {options.index(meant) + 1}"
    )
