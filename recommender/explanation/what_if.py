"""`what-if`: some answers changed, and what moves: weights, constraints and the ranking."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from recommender.decision import Decision, decide
from recommender.entries import shown, suggestion
from recommender.errors import UserError
from recommender.explanation.excluding import reason
from recommender.explanation.explained import Explained, rounded
from recommender.explanation.grounds import answer_words
from recommender.explanation.sentences import Section, Sentence
from recommender.explanation.weights import constraint_sentence
from recommender.knowledge.view import Knowledge
from recommender.ranking import Exclusion, Ranked
from recommender.requirements import Requirements, from_mapping
from recommender.wording import ordinal, percent

#: Weights that move less are not told.
TELLING = 0.01


@dataclass(frozen=True, slots=True)
class WhatIf(Explained):
    """A decision before and after some answers were changed."""

    decision: Decision
    after: Decision
    question = "what-if"

    @property
    def title(self) -> str:
        """Return what it explains."""
        return "What if"

    @property
    def changed(self) -> tuple[str, ...]:
        """Return the questions whose answers differ."""
        before, after = self.decision.requirements.answers, self.after.requirements.answers
        return tuple(
            question
            for question in self.decision.knowledge.questions
            if before.get(question) != after.get(question)
        )

    @property
    def sections(self) -> tuple[Section, ...]:
        """Return the answers changed, what becomes of the advice, and what moved it."""
        parts = [
            Section("", (*self._answers(), self._verdict())),
            Section("What moves in the ranking", self._moves()),
            self.weights,
            self.excludes,
        ]
        return tuple(part for part in parts if part.sentences)

    @property
    def weights(self) -> Section:
        """Return the weights that move most."""
        return Section("What moves in the weights", self._weights())

    @property
    def excludes(self) -> Section:
        """Return the constraints that are new."""
        return Section("What excludes now", self._constraints())

    def numbers(self) -> dict[str, Any]:
        """Return both rankings and the weights that moved."""
        return {
            "changed": {
                question: _plain(self.after.requirements.answers.get(question))
                for question in self.changed
            },
            "before": _ranking(self.decision),
            "after": _ranking(self.after),
            "weights": {
                criterion: {"before": rounded(before), "after": rounded(after)}
                for criterion, before, after in self._weights_moved(0.0)
            },
        }

    @property
    def _ids(self) -> tuple[str, ...]:
        return tuple(f"requirements.{question}" for question in self.changed)

    def _answers(self) -> tuple[Sentence, ...]:
        sentences = []
        for question in self.changed:
            text = self.decision.knowledge.questions[question].text
            before = answer_words(question, self.decision)
            after = answer_words(question, self.after)
            sentences.append(Sentence(f"{text} {before} → {after}.", (f"requirements.{question}",)))
        return tuple(sentences)

    def _verdict(self) -> Sentence:
        before, after = self.decision.best, self.after.best
        ids = self._ids
        if after is None:
            then = "Then" if before else "Still"
            return Sentence(f"{then} no framework is left.", ids)
        if before and before.framework == after.framework:
            text = f"The answer stays {after.name} ({_verdict(self.decision, self.after)})."
        else:
            was = before.name if before else "none"
            text = f"The answer becomes {after.name} ({self.after.verdict}) instead of {was}."
        return Sentence(text, ids)

    def _moves(self) -> tuple[Sentence, ...]:
        before = {one.framework: (place, one) for place, one in enumerate(self.decision.ranking, 1)}
        sentences = []
        for place, one in enumerate(self.after.ranking, 1):
            was = before.pop(one.framework, None)
            if was is None:
                text = f"{one.name} comes back, {ordinal(place)} with {one.score:.3f}."
                sentences.append(Sentence(text, self._ids))
            elif was[0] != place:
                verb = "rises" if place < was[0] else "falls"
                text = (
                    f"{one.name} {verb} from {ordinal(was[0])} to {ordinal(place)} "
                    f"({was[1].score:.3f} → {one.score:.3f})."
                )
                sentences.append(Sentence(text, self._ids))
        out = {one.framework: one for one in self.after.exclusions}
        sentences += [self._excluded(place, one, out) for place, one in before.values()]
        return tuple(sentences)

    def _excluded(self, place: int, one: Ranked, out: Mapping[str, Exclusion]) -> Sentence:
        constraint, fact = out[one.framework].constraint, out[one.framework].fact
        text = f"{one.name}, {ordinal(place)} so far, is excluded"
        if constraint is None:
            return Sentence(f"{text} by your own choice.", self._ids)
        ids = (constraint.rule, *((fact.id,) if fact else ()))
        return Sentence(f"{text}: {reason(constraint, one.framework, self.after.view)}", ids)

    def _weights(self) -> tuple[Sentence, ...]:
        criteria = self.decision.knowledge.criteria
        return tuple(
            Sentence(f"{criteria[one].name}: {percent(old)} → {percent(new)}.", (one,))
            for one, old, new in self._weights_moved(TELLING)
        )

    def _weights_moved(self, least: float) -> list[tuple[str, float, float]]:
        before, after = self.decision.preferences.weights, self.after.preferences.weights
        moved = [
            (criterion, before[criterion], after[criterion])
            for criterion in before
            if abs(after[criterion] - before[criterion]) > least
        ]
        return sorted(moved, key=lambda one: (-abs(one[2] - one[1]), one[0]))

    def _constraints(self) -> tuple[Sentence, ...]:
        had = {*self.decision.preferences.constraints}
        return tuple(
            constraint_sentence(one, self.after)
            for one in self.after.preferences.constraints
            if one not in had
        )


def what_if(decision: Decision, changes: Mapping[str, Any]) -> WhatIf:
    """Return what moves if some answers were others.

    Args:
        decision: the decision as it is.
        changes: question id to the other answer, several answers as a list; None takes it back.

    Raises:
        UserError: there is no such question or answer, or the answers are given already.
    """
    wanted = with_changes(decision.requirements, changes, decision.knowledge)
    after = decide(wanted, decision.as_of, decision.measurements, decision.knowledge)
    found = WhatIf(decision, after)
    if not found.changed:
        raise UserError("these answers are given already; change another")
    return found


def with_changes(
    requirements: Requirements, changes: Mapping[str, Any], knowledge: Knowledge
) -> Requirements:
    """Return requirements with some answers replaced, which are then firm; see :func:`what_if`."""
    questions = knowledge.questions
    plain = requirements.to_dict()
    for question, answer in changes.items():
        if question not in questions:
            raise UserError(f"no question {shown(question)}; {suggestion(question, questions)}")
        plain.pop(question, None)
        plain.get("firmness", {}).pop(question, None)
        if answer is not None:
            plain[question] = answer
    return from_mapping(plain, knowledge, "what-if")


def parsed(changes: Sequence[str], decision: Decision) -> dict[str, Any]:
    """Return changes that are written as "question=answer[,answer]" as a mapping.

    Nothing behind the sign takes an answer back; an option goes by its id or label, in any case.

    Raises:
        UserError: there is no such question, or no sign.
    """
    questions = decision.knowledge.questions
    found: dict[str, Any] = {}
    for change in changes:
        question, sign, answer = change.partition("=")
        if not sign or question not in questions:
            hint = suggestion(question, questions)
            if question in questions:
                options = ", ".join(questions[question].option_ids()[:2])
                hint = f"write {question}=ANSWER, such as {options}"
            raise UserError(f"{shown(change)} is not question=answer; {hint}")
        ids = {
            word.casefold(): option.id
            for option in questions[question].options
            for word in (option.label, option.id)
        }
        parts = [part.strip() for part in answer.split(",") if part.strip()]
        chosen = [ids.get(part.casefold(), part) for part in parts]
        if not chosen:
            found[question] = None
        else:
            found[question] = chosen if questions[question].many else ", ".join(chosen)
    return found


def _verdict(before: Decision, after: Decision) -> str:
    same = before.verdict == after.verdict
    return f"still {after.verdict}" if same else f"{before.verdict} before, {after.verdict} then"


def _ranking(decision: Decision) -> dict[str, Any]:
    return {
        "best": decision.best.framework if decision.best else None,
        "verdict": decision.verdict,
        "ranking": [
            {"framework": one.framework, "score": rounded(one.score)} for one in decision.ranking
        ],
        "excluded": [one.framework for one in decision.exclusions],
    }


def _plain(answer: object) -> object:
    return list(answer) if isinstance(answer, tuple) else answer
