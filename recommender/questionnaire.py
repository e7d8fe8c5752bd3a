"""The questionnaire as a state: which question is next, what was answered, what an entry means."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from recommender.knowledge import Question
from recommender.requirements import DOESNT_MATTER, DONT_KNOW, Answer

#: What one may type instead of the reserved answers.
WORDS = {"d": DONT_KNOW, "a": DOESNT_MATTER, DONT_KNOW: DONT_KNOW, DOESNT_MATTER: DOESNT_MATTER}


class NotAnAnswerError(ValueError):
    """What was typed is no answer to the question; says what is."""


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """The questions in order, the answers so far, and the place of the next question."""

    questions: tuple[Question, ...]
    answers: Mapping[str, Answer] = field(default_factory=dict)
    place: int = 0

    @property
    def current(self) -> Question | None:
        """Return the question to ask now, None when all have been asked."""
        return self.questions[self.place] if self.place < len(self.questions) else None

    def answer(self, typed: str) -> "Questionnaire":
        """Return the state after an entry to the current question.

        Nothing typed keeps an earlier answer, or means "don't know".

        Raises:
            NotAnAnswerError: the entry is no answer.
        """
        question = self.current
        if question is None:
            raise NotAnAnswerError("every question has been asked")
        if typed.strip():
            answer = understood(question, typed)
        else:
            answer = self.answers.get(question.id, DONT_KNOW)
        return replace(self, answers={**self.answers, question.id: answer}, place=self.place + 1)

    def back(self) -> "Questionnaire":
        """Return the state one question earlier; its answer stays until it is changed."""
        return replace(self, place=max(0, self.place - 1))


def understood(question: Question, typed: str) -> Answer:
    """Return the answer that an entry means: numbers or ids, several with commas where allowed.

    Raises:
        NotAnAnswerError: it means none.
    """
    parts = [part.strip().lower() for part in typed.split(",") if part.strip()]
    if len(parts) == 1 and parts[0] in WORDS:
        return WORDS[parts[0]]
    options = question.option_ids()
    chosen = []
    for part in parts:
        if part.isascii() and part.isdigit() and 1 <= int(part) <= len(options):
            chosen.append(options[int(part) - 1])
        elif part in options:
            chosen.append(part)
        else:
            raise NotAnAnswerError(
                f"{part!r} is no answer; type a number from 1 to {len(options)}, 'd' or 'a'"
            )
    if not chosen:
        raise NotAnAnswerError(f"type a number from 1 to {len(options)}, 'd' or 'a'")
    if len(chosen) > 1 and not question.many:
        raise NotAnAnswerError("only one answer here; type one number")
    if not question.many:
        return chosen[0]
    return tuple(option for option in options if option in chosen)
