"""Why a rule fired or did not: the answers that its conditions read, as words with their ids."""

from collections.abc import Iterable

from recommender.decision import Decision
from recommender.inference import ConditionTrace, RuleTrace
from recommender.knowledge.rules import Condition, Rule
from recommender.requirements import DOESNT_MATTER, DONT_KNOW
from recommender.wording import series, words

_SPECIAL = {DONT_KNOW: "don't know", DOESNT_MATTER: "doesn't matter"}


def rule_of(identity: str, decision: Decision) -> Rule | None:
    """Return a rule by its id, None for what the user gave without a rule."""
    return next((rule for rule in decision.knowledge.rules if rule.id == identity), None)


def trace_of(identity: str, decision: Decision) -> RuleTrace:
    """Return what came of a rule."""
    return next(trace for trace in decision.preferences.trace if trace.rule == identity)


def option_words(question: str, option: str, decision: Decision) -> str:
    """Return an answer in the questionnaire's words, quoted."""
    labels = {one.id: one.label for one in decision.knowledge.questions[question].options}
    return f"“{_SPECIAL.get(option, labels.get(option, option))}”"


def answer_words(question: str, decision: Decision, options: Iterable[str] | None = None) -> str:
    """Return an answer to a question (or some options of it) in words, or that there is none."""
    given = decision.requirements.answers.get(question) if options is None else tuple(options)
    if given is None:
        return "no answer"
    chosen = given if isinstance(given, tuple) else (given,)
    return series([option_words(question, option, decision) for option in chosen])


def because_of(rule: str, decision: Decision) -> tuple[str, tuple[str, ...]]:
    """Return the answers by which a rule fired, as words and ids; "" where it always does."""
    said: dict[str, None] = {}
    ids: dict[str, None] = {}
    for trace in trace_of(rule, decision).conditions:
        if trace.blocks or trace.outcome is not True:
            continue
        if trace.condition.kind == "concept":
            for concluding in _concluding(trace.condition.subject, decision):
                if trace_of(concluding, decision).outcome is not True:
                    continue
                inner, more = because_of(concluding, decision)
                said.update({inner: None} if inner else {})
                ids.update(dict.fromkeys((concluding, *more)))
        else:
            subject = trace.condition.subject
            said[_answered(trace.condition, decision)] = None
            ids[f"requirements.{subject}"] = None
    return series(list(said)), tuple(ids)


def why_not_fired(rule: Rule, decision: Decision) -> tuple[str, tuple[str, ...]]:
    """Return why a rule did not fire, as words and ids: what it read, or that it was not asked."""
    trace = trace_of(rule.id, decision)
    blocking = [one for one in trace.conditions if one.blocks and one.outcome is True]
    if blocking:
        found = [_read(one, decision) for one in blocking]
    else:
        groups = iter(trace.conditions)
        found = []
        for alternatives in rule.when:
            read = [next(groups) for _ in alternatives]
            if not any(one.outcome is True for one in read):
                found += [_read(one, decision) for one in read]
    ids = [one for item in trace.conditions for one in _condition_ids(item.condition, decision)]
    return series(list(dict.fromkeys(found))), tuple(dict.fromkeys(ids))


def _concluding(concept: str, decision: Decision) -> list[str]:
    """Return the rules that can conclude a concept."""
    return [
        rule.id
        for rule in decision.knowledge.rules
        if any(item.kind == "conclude" and item.target == concept for item in rule.effects)
    ]


def _answered(condition: Condition, decision: Decision) -> str:
    """Return the answer, or the part of it, that made a condition hold."""
    given = decision.requirements.answers[condition.subject]
    chosen = given if isinstance(given, tuple) else (given,)
    wanted = condition.values()
    meant = [option for option in chosen if option in wanted] or chosen
    return answer_words(condition.subject, decision, meant)


def _read(trace: ConditionTrace, decision: Decision) -> str:
    condition = trace.condition
    if condition.kind == "concept":
        return f"“{words(condition.subject)}” does not follow"
    question = f"“{decision.knowledge.questions[condition.subject].text}”"
    given = decision.requirements.answers.get(condition.subject)
    if given is None:
        return f"{question} was not answered"
    if isinstance(given, tuple) and trace.outcome is False:
        wanted = condition.values()
        options = [option_words(condition.subject, str(option), decision) for option in wanted]
        return f"{' or '.join(options)} is not among the answers to {question}"
    return f"the answer to {question} is {answer_words(condition.subject, decision)}"


def _condition_ids(condition: Condition, decision: Decision) -> list[str]:
    if condition.kind == "concept":
        return _concluding(condition.subject, decision)
    return [f"requirements.{condition.subject}"]
