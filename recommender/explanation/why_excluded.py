"""Why a framework is excluded: every constraint and fact, and the answers that bring it back."""

from dataclasses import dataclass, replace
from typing import Any

from recommender.decision import Decision, decide
from recommender.explanation.comeback import Comeback, Violation, comebacks, violations
from recommender.explanation.excluding import limit_of, with_base, with_base_words
from recommender.explanation.explained import Explained
from recommender.explanation.grounds import because_of, option_words
from recommender.explanation.sentences import Section, Sentence
from recommender.ranking import Exclusion
from recommender.requirements import Answer, Requirements
from recommender.wording import ordinal, says_since, series


@dataclass(frozen=True, slots=True)
class WhyExcluded(Explained):
    """Why a framework is not on the table, and under which answers it would be.

    ``violations`` are all constraints that it is known to violate; ``comebacks`` the changes of the
    fewest answers that bring it back, none where none does; ``limit`` is "only" or "without" where
    the user left it out by that.
    """

    decision: Decision
    exclusion: Exclusion
    violations: tuple[Violation, ...]
    comebacks: tuple[Comeback, ...]
    limit: str | None
    question = "why-not"

    @property
    def title(self) -> str:
        """Return what it explains."""
        return f"Why not {self.exclusion.name}"

    @property
    def sections(self) -> tuple[Section, ...]:
        """Return what excludes it, and what would bring it back."""
        excludes = tuple(self._violation(one) for one in self.violations)
        if self.limit:
            text = f"You left it out yourself, by “{self.limit}”."
            excludes = (Sentence(text, (f"requirements.{self.limit}",)), *excludes)
        parts = [
            Section("", (self._lead(len(excludes)), *excludes)),
            Section("What would bring it back", self._returns()),
        ]
        return tuple(part for part in parts if part.sentences)

    def numbers(self) -> dict[str, Any]:
        """Return the constraints, the facts and the ways back."""
        return {
            "framework": self.exclusion.framework,
            "excluded": True,
            "left_out_by": self.limit,
            "violations": [
                {
                    "rule": one.constraint.rule,
                    "attribute": one.constraint.attribute,
                    "operator": one.constraint.operator,
                    "value": one.constraint.value,
                    "fact": one.fact.id if one.fact else None,
                }
                for one in self.violations
            ],
            "comebacks": [
                {
                    "changes": {
                        question: list(answer) if isinstance(answer, tuple) else answer
                        for question, answer in one.changes.items()
                    },
                    "place": one.place,
                    "among": one.among,
                }
                for one in self.comebacks
            ],
        }

    def _lead(self, reasons: int) -> Sentence:
        how = "for this reason" if reasons == 1 else f"for {reasons} reasons, of which one would do"
        rules = [one.constraint.rule for one in self.violations]
        limit = [f"requirements.{self.limit}"] if self.limit else []
        return Sentence(f"{self.exclusion.name} is excluded {how}.", (*rules, *limit))

    def _violation(self, one: Violation) -> Sentence:
        view = self.decision.view
        said, ids = because_of(one.constraint.rule, self.decision)
        if with_base(one.constraint, self.exclusion.framework):
            text = with_base_words(one.constraint, self.exclusion.framework, view)
            text = f"{text.removesuffix('.')} [{one.constraint.rule}]."
            return Sentence(text, (one.constraint.rule, *ids, *(fact.id for fact in one.facts)))
        if one.fact is None:
            text = f"{one.constraint.because.removesuffix('.')} [{one.constraint.rule}]."
            return Sentence(text, (one.constraint.rule, *ids))
        answered = f"You answered {said}. " if said else ""
        cited = ", ".join(view.published(one.fact.sources))
        text = (
            f"{answered}{one.constraint.because} {self.exclusion.name} "
            f"{says_since(one.fact, view)} [{one.constraint.rule}; {cited}]."
        )
        return Sentence(text, (one.constraint.rule, *ids, one.fact.id))

    def _returns(self) -> tuple[Sentence, ...]:
        name, framework = self.exclusion.name, self.exclusion.framework
        if self.limit:
            if self.violations:
                return ()
            freed = decide(
                _without_limit(self.decision, framework),
                self.decision.as_of,
                self.decision.measurements,
                self.decision.knowledge,
            )
            order = [ranked.framework for ranked in freed.ranking]
            place = f"{ordinal(order.index(framework) + 1)} of {len(order)}"
            text = f"Were it not left out, {name} would come {place}."
            return (Sentence(text, (f"requirements.{self.limit}",)),)
        found = self.comebacks
        if not found:
            rules = tuple(one.constraint.rule for one in self.violations)
            text = f"No change of up to three answers brings {name} back."
            return (Sentence(text, rules),)
        return tuple(self._return(one) for one in found)

    def _return(self, one: Comeback) -> Sentence:
        changes = series([self._change(q, one.changes[q]) for q in one.changes])
        text = f"{self.exclusion.name} would come {ordinal(one.place)} of {one.among} if {changes}."
        return Sentence(text, tuple(f"requirements.{question}" for question in one.changes))

    def _change(self, question: str, answer: Answer | None) -> str:
        decision = self.decision
        text = f"“{decision.knowledge.questions[question].text}”"
        given = decision.requirements.answers.get(question)
        if isinstance(given, tuple):
            gone = [option for option in given if option not in (answer or ())]
            dropped = series([option_words(question, option, decision) for option in gone])
            return f"{dropped} were not among your answers to {text}"
        if answer is None:
            return f"you left {text} open"
        return f"you answered {text} with {option_words(question, str(answer), decision)}"


def why_excluded(decision: Decision, exclusion: Exclusion) -> WhyExcluded:
    """Return why a framework is excluded."""
    broken = violations(decision, exclusion.framework)
    limit = None if exclusion.constraint else limit_of(decision, exclusion)
    back = comebacks(decision, exclusion.framework) if broken and not limit else ()
    return WhyExcluded(decision, exclusion, broken, back, limit)


def _without_limit(decision: Decision, framework: str) -> Requirements:
    given = decision.requirements
    return replace(
        given,
        only=(*given.only, framework) if given.only else (),
        without=tuple(one for one in given.without if one != framework),
    )
