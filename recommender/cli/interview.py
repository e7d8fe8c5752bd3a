"""The interview in the terminal: ``questionnaire`` is its state, ``question_choice`` its order."""

from dataclasses import dataclass, replace
from textwrap import fill

import typer

from recommender.explanation.as_text import bullets
from recommender.explanation.why_asked import why_asked
from recommender.interviewing.kept_answers import KeptAnswers, as_yaml
from recommender.interviewing.question_choice import COMPLETIONS, Outlook, QuestionChoice
from recommender.interviewing.questionnaire import NotAnAnswerError, Questionnaire, name_of
from recommender.knowledge.vocabulary import Question
from recommender.layout import WIDTH
from recommender.requirements import DOESNT_MATTER, DONT_KNOW, Answer, Requirements
from recommender.terminal import say

HOW = (
    "Type numbers (several with commas where several fit; '~' behind them: not firm), 'd' don't\n"
    "know, 'a' doesn't matter, '?' why it is asked, 'b' back, 'c' change an answer, 'q' keep the\n"
    "answers and leave. Enter alone: don't know."
)
#: How many frameworks the running standing names.
SHOWN = 3
#: So many options have a line each; of more only the names are shown, close together, so that
#: question and options stay on one screen.
LISTED = 16
_HARD_SPACE = "\N{NO-BREAK SPACE}"
#: From so many options on, those that most hangs on are pointed out; so many of them.
LONG, POINTED = 10, 6


class LeftError(Exception):
    """The user left the interview."""


@dataclass(slots=True)
class Interview:
    """One interview.

    Attributes:
        given: what the requirements hold beside the answers; the answers are in ``state``.
        everything: whether to ask on where nothing is likely to change any more.

    """

    choice: QuestionChoice
    given: Requirements
    state: Questionnaire
    kept: KeptAnswers
    everything: bool = False
    _outlook: tuple[Requirements, Outlook] | None = None
    _mistaken: bool = False

    def needs(self) -> Requirements:
        """Return the requirements with the answers so far, in the questionnaire's order."""
        state = self.state
        return replace(
            self.given,
            answers={
                name: state.answers[name] for name in state.questions if name in state.answers
            },
            leaning=tuple(name for name in state.questions if name in state.leaning),
        )

    def run(self) -> Requirements:
        """Ask until enough is known; return the requirements.

        Raises:
            LeftError: the user left; the answers are kept.
            KeyboardInterrupt: they are kept then, too.

        """
        typer.echo(HOW)
        try:
            while self._turn():
                pass
        except (EOFError, KeyboardInterrupt):
            typer.echo("")
            self._leave()
            raise KeyboardInterrupt from None
        if self.kept.path is not None:
            say(f"Your answers: {self.kept.path}")
        typer.echo("")
        return self.needs()

    def _turn(self) -> bool:
        """Ask once; return whether to go on."""
        outlook = self._looked()
        if self.state.current is None:
            typer.echo(f"\n{standing(outlook, self.choice)}")
            if outlook.question is not None and (self.everything or not outlook.settled):
                self.state = self.state.ask(outlook.question)
        question = self.state.current
        if question is None:
            return self._at_the_end(outlook)
        if not self._mistaken:  # what is wrong would scroll away above a long list of options
            self._pose(question)
        self._mistaken = False
        self._entered(question, outlook, _read())
        return True

    def _looked(self) -> Outlook:
        """Return what the open questions can still do, looked at once for the same answers."""
        needs = self.needs()
        if self._outlook is None or self._outlook[0] != needs:
            self._outlook = needs, self.choice.outlook(needs)
        return self._outlook[1]

    def _at_the_end(self, outlook: Outlook) -> bool:
        typer.echo(settled_words(outlook, self.choice))
        more = "'m' asks on, " if outlook.question is not None else ""
        typer.echo(
            f"Enter gives the recommendation; {more}'b' back, 'c' change an answer, 'q' leave."
        )
        try:
            typed = _read()
        except EOFError:  # a script that has no more to say
            typed = ""
        if not typed:
            return False
        if typed == "m" and more:
            self.everything = True
        elif not self._commanded(typed):
            typer.echo(f"  {typed!r} is none of these")
        return True

    def _entered(self, question: Question, outlook: Outlook, typed: str) -> None:
        if typed == "?":
            view = self.choice.scorer.view
            said = why_asked(question, outlook, view)
            typer.echo("\n".join(bullets("Why this is asked", said)))
        elif not self._commanded(typed):
            try:
                self.state = self.state.answer(typed)
            except NotAnAnswerError as problem:
                say(f"  {problem}")
                self._mistaken = True
            else:
                self.kept.keep(self.needs())

    def _commanded(self, typed: str) -> bool:
        """Do what a command says; return whether it was one."""
        if typed == "b":
            self.state = self.state.back()
        elif typed == "q":
            self._leave()
            raise LeftError
        elif typed == "c":
            typer.echo(answers_words(self.state))
        elif typed.startswith("c "):
            try:
                self.state = self.state.change(typed[2:])
            except NotAnAnswerError as problem:
                say(f"  {problem}")
                self._mistaken = True
        else:
            return False
        return True

    def _pose(self, question: Question) -> None:
        answered = self.state.answered
        known = question.id in answered
        place = answered.index(question.id) + 1 if known else len(answered) + 1
        heading = f"[{place}/{len(self.state.questions)}] {question.text}"
        several = " (several may fit)" if question.many else ""
        typer.echo(f"\n{typer.style(heading, bold=True)}{several}")
        typer.echo(options_words(question))
        if len(question.options) > LONG:
            self._point(question)
        if known:
            typer.echo(f"  Enter keeps: {answer_words(question, self.state)}")

    def _point(self, question: Question) -> None:
        """Say which options of a long list the answer hangs on most."""
        telling = [*self.choice.telling(self.needs(), question.id)][:POINTED]
        numbers = sorted(question.option_ids().index(option) + 1 for option in telling)
        if numbers:
            typer.echo(f"  The first place hangs most on: {', '.join(map(str, numbers))}")

    def _leave(self) -> None:
        """Keep the answers and say where."""
        if not self.state.answers:
            return
        self.kept.keep(self.needs())
        path = self.kept.path
        if path is not None:
            say(f"Answers kept in {path}; go on with: recommender ask --answers {path}")
        else:
            typer.echo("Your answers so far, for a file that --answers takes:\n")
            say(as_yaml(self.needs()))


def options_words(question: Question) -> str:
    """Return the options with their numbers: a line each, or of many the names alone."""
    if len(question.options) <= LISTED:
        lines = [
            f"  {number:>2}  {option.label}"
            for number, option in enumerate(question.options, start=1)
        ]
        return "\n".join(lines)
    names = [
        f"{number} {name_of(option)}".replace(" ", _HARD_SPACE)
        for number, option in enumerate(question.options, start=1)
    ]
    listed = fill(
        "; ".join(names),
        WIDTH,
        initial_indent="  ",
        subsequent_indent="  ",
        break_long_words=False,
        break_on_hyphens=False,
    ).replace(_HARD_SPACE, " ")
    told = any(name_of(option) != option.label for option in question.options)
    word = ", or a word of what it does, to see which fit" if told else " or a part of it"
    return f"{listed}\n  Or type a name{word}."


def _read() -> str:
    return input("> ").strip()


def standing(outlook: Outlook, choice: QuestionChoice) -> str:
    """Return the first frameworks so far, and how likely each ends first."""
    if not outlook.order:
        return "So far: nothing is left under these answers."
    known = choice.scorer.view.frameworks
    parts = [
        f"{known[name].name} ({share(outlook.ends_first.get(name, 0.0))})"
        for name in outlook.order[:SHOWN]
    ]
    none = outlook.ends_first.get(None, 0.0)
    ending = f"; nothing is left: {share(none)}" if none else ""
    return f"So far, and how likely each ends first: {', '.join(parts)}{ending}"


def share(found: float) -> str:
    """Return a share of completions; none of them is not never."""
    if not found:
        return f"under {1 / COMPLETIONS:.1%}"
    return f"over {1 - 1 / COMPLETIONS:.1%}" if found == 1 else f"{found:.0%}"


def settled_words(outlook: Outlook, choice: QuestionChoice) -> str:
    """Return why no more is asked."""
    if not outlook.influence:
        return "Every question has an answer."
    if outlook.ends_first == {None: 1.0}:
        return "No further answer brings one back; 'c' changes one that was given."
    left = len(outlook.influence)
    questions = f"the {left} open questions" if left > 1 else "the open question"
    first = outlook.order[0] if outlook.order else None
    stays = (
        f"{choice.scorer.view.frameworks[first].name} stays first" if first else "nothing is left"
    )
    ways = outlook.ends_first.get(first, 0.0)
    return (
        f"Enough is known: {stays} in {share(ways)} of the ways in which {questions} may be "
        "answered."
    )


def answers_words(state: Questionnaire) -> str:
    """Return the answers so far with their numbers."""
    if not state.answers:
        return "  Nothing has been answered yet."
    lines = [
        f"  {number:>2}  {state.questions[name].text}  {answer_words(state.questions[name], state)}"
        for number, name in enumerate(state.answered, start=1)
    ]
    return "\n".join([*lines, "  'c 2' changes the second."])


def answer_words(question: Question, state: Questionnaire) -> str:
    """Return the answer to a question as words."""
    labels = {option.id: option.label for option in question.options}
    labels |= {DONT_KNOW: "don't know", DOESNT_MATTER: "doesn't matter"}
    answer: Answer = state.answers[question.id]
    chosen = answer if isinstance(answer, tuple) else (answer,)
    firmness = " (not firm)" if question.id in state.leaning else ""
    return "; ".join(labels[item] for item in chosen) + firmness
