"""An evaluation of the advice on labelled cases, as text for the terminal and as JSON."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from recommender.dates import spoken
from recommender.evaluating.dropped_rules import Dropped, dropped_rules
from recommender.evaluating.evaluation import Evaluation, Judged, Tally
from recommender.evaluating.leave_one_out import LeaveOneOut, LeftOut, Setting, Tried, leave_one_out
from recommender.explanation.why_not import WhyNot, why_not
from recommender.knowledge.view import Knowledge
from recommender.reports.plain import DIGITS
from recommender.safe import json_text, one_line, visible

SCHEMA = "framework-recommender/evaluation/1"
KINDS = {"choice": "What people chose or were advised", "statement": "What the article says"}
#: So many rules are told one by one at either end.
RULES = 5


def as_text(found: Evaluation, knowledge: Knowledge, *, jackknife: bool = False) -> str:
    """Return the evaluation: shares beside the baselines, by year and framework, every miss."""
    always = _name(found.constant, knowledge)
    rows = [(title, found.of(kind)) for kind, title in KINDS.items()]
    head = f"{'':<36}{'cases':>6}{'rank 1':>8}{'rank 3':>8}{'always':>8}{'popular':>9}"
    lines = [head]
    lines += [_row(title, found.tally(judged)) for title, judged in rows if judged]
    lines += [_row("All", found.tally(found.judged)), ""]
    if len(found.files) > 1:
        files = found.files.items()
        lines += ["By file", *(_row(f"  {name}", found.tally(of)) for name, of in files), ""]
    lines += ["By year", *(_row(f"  {year}", found.tally(of)) for year, of in found.years.items())]
    lines += ["", *_frameworks(found, knowledge), "", *_baselines(found, always), ""]
    lines += _ruled_out(found, knowledge)
    misses = found.misses()
    lines += ["", f"Misses: {len(misses)}"]
    lines += [line for item in misses for line in _miss(item, knowledge)]
    if jackknife:
        lines += ["", *_leave_one_out(leave_one_out(found.judged), dropped_rules(found.judged))]
    return visible("\n".join(lines)) + "\n"


def as_json(found: Evaluation, knowledge: Knowledge, *, jackknife: bool = False) -> str:
    """Return the same as data, with every case."""
    out = leave_one_out(found.judged) if jackknife else None
    plain = {
        "schema": SCHEMA,
        "knowledge": knowledge.digest,
        "always": found.constant or None,
        "all": asdict(found.tally(found.judged)),
        "by_kind": {kind: asdict(found.tally(found.of(kind))) for kind in KINDS},
        "by_file": {name: asdict(found.tally(judged)) for name, judged in found.files.items()},
        "by_year": {year: asdict(found.tally(judged)) for year, judged in found.years.items()},
        "by_framework": [asdict(one) for one in found.by_framework()],
        "cases": [_case(item) for item in found.judged],
        "leave_one_out": None if out is None else _left_out(out, dropped_rules(found.judged)),
    }
    return json_text(plain, 1)


# -- text -------------------------------------------------------------------------------------
def _row(title: str, one: Tally) -> str:
    popular = f"{one.popular}/{one.asked_popular}"
    if not one.cases:
        return f"{title:<36}{0:>6}"
    return (
        f"{title:<36}{one.cases:>6}{one.first / one.cases:>8.0%}{one.top / one.cases:>8.0%}"
        f"{one.constant / one.cases:>8.0%}{popular if one.asked_popular else '':>9}"
    )


def _frameworks(found: Evaluation, knowledge: Knowledge) -> Iterator[str]:
    heads = f"{'accepted in':>12}{'rank 1':>8}{'rank 3':>8}{'said in':>10}{'right in':>10}"
    yield f"{'By framework':<22}{heads}"
    for one in found.by_framework():
        of = one.accepted
        shares = f"{one.first / of:>8.0%}{one.top / of:>8.0%}" if of else f"{'':>16}"
        right = one.said_right if one.said else ""
        name = _name(one.framework, knowledge)
        yield f"  {name:<20}{of or '':>12}{shares}{one.said or '':>10}{right:>10}"


def _baselines(found: Evaluation, always: str) -> Iterator[str]:
    one = found.tally(found.judged)
    yield f"always: always {always or 'nothing'}, the best constant answer, chosen in hindsight."
    yield (
        "popular: the most popular framework of the day was accepted, of the "
        f"{one.asked_popular} cases that say whether it was."
    )
    unpopular = [item for item in found.answered if item.case.popular is False]
    if unpopular:
        right = sum(item.first for item in unpopular)
        yield f"Where it was not accepted, the advice is right in {right} of {len(unpopular)}."


def _ruled_out(found: Evaluation, knowledge: Knowledge) -> Iterator[str]:
    one = found.tally(found.judged)
    yield f"Ruled out, and yet first: {one.put_first} of {one.ruled_out} cases"
    yield from (_violation(item, knowledge) for item in found.violations() if not item.never)
    yield f"Must never, and not warned of: {one.unwarned} of {one.never} cases"
    yield from (_violation(item, knowledge) for item in found.violations() if item.never)


def _violation(item: Judged, knowledge: Knowledge) -> str:
    why = [
        f"{_name(name, knowledge)}: {one_line(reason)}"
        for name, reason in item.case.rejected
        if name in item.violated
    ]
    return f"  {item.case.id} ({spoken(item.case.date[:7])}) {'; '.join(why)}"


def _miss(item: Judged, knowledge: Knowledge) -> Iterator[str]:
    said = _name(item.said, knowledge) if item.said else "nothing"
    accepted = " or ".join(_name(name, knowledge) for name in item.case.accepted)
    place = f"rank {item.place}" if item.place else "not in the ranking"
    yield (
        f"  {item.case.id} ({spoken(item.case.date[:7])}) said {said}, accepted {accepted} "
        f"({place}): {one_line(item.case.situation)}"
    )
    yield from (f"      {reason}" for reason in reasons(item))


def reasons(item: Judged) -> tuple[str, ...]:
    """Return why the accepted framework is not first, in the words of the explanations."""
    decision = item.decision
    if item.place is not None:
        found = why_not(decision, decision.ranking[item.place - 1].framework)
        texts = [one.text for one in found.sections[0].sentences]
        if isinstance(found, WhyNot):
            texts += [one.text for one in found.sections[1].sentences[:1]]
        return tuple(texts)
    texts = []
    for name in item.case.accepted:
        if any(one.framework == name for one in decision.exclusions):
            texts += [one.text for one in why_not(decision, name).sections[0].sentences]
        elif name in decision.knowledge.frameworks:
            texts.append(f"{_name(name, decision.knowledge)} is not on the table that day.")
        else:
            texts.append(f"{one_line(name)} is not in the knowledge base.")
    return tuple(texts)


def _leave_one_out(found: LeaveOneOut, dropped: tuple[Dropped, ...]) -> Iterator[str]:
    yield "Leave one out: the strengths of all rules chosen anew without each case in turn"
    yield _counts("strengths as they are set", found.as_set.first, found.as_set.top, found)
    yield _counts("all strengths alike", found.flat.first, found.flat.top, found)
    for by, one in (("by log loss", found.by_loss), ("by right cases", found.by_count)):
        yield _counts(f"chosen {by}, all cases", one.all.first, one.all.top, found)
        points = 100 * (one.first - one.all.first) / found.cases
        counts = _counts(f"chosen {by}, left out", one.first, one.top, found)
        yield f"{counts}{points:+6.0f} points"
    yield ""
    lowest = min((one.first for one in dropped), default=found.as_set.first)
    highest = max((one.first for one in dropped), default=found.as_set.first)
    yield (
        f"One rule dropped at a time: from {lowest} to {highest} of {found.cases} right at rank 1, "
        f"{found.as_set.first} with all"
    )
    telling = [one for one in dropped if one.first != found.as_set.first]
    shown = telling if len(telling) <= 2 * RULES else [*telling[:RULES], *telling[-RULES:]]
    yield from (f"  {one.rule:<50}{one.first:>4}, fires in {one.fired}" for one in shown)
    rest = len(dropped) - len(shown)
    if rest:
        yield f"  the other {rest} that fire: {_within(dropped, shown)}"


def _within(dropped: tuple[Dropped, ...], shown: list[Dropped]) -> str:
    counts = [one.first for one in dropped if one not in shown]
    return f"{min(counts)} to {max(counts)}" if min(counts) < max(counts) else f"{counts[0]}"


def _counts(title: str, first: int, top: int, found: LeaveOneOut) -> str:
    return f"  {title:<36}{first / found.cases:>6.0%} at rank 1{top / found.cases:>6.0%} within 3"


def _name(framework: str, knowledge: Knowledge) -> str:
    known = knowledge.frameworks.get(framework)
    return known.name if known else one_line(framework)


# -- data -------------------------------------------------------------------------------------
def _case(item: Judged) -> dict[str, Any]:
    return {
        "id": item.case.id,
        "kind": item.case.kind,
        "date": item.case.date,
        "situation": item.case.situation,
        "accepted": list(item.case.accepted),
        "rejected": [{"framework": name, "why": why} for name, why in item.case.rejected],
        "said": item.said,
        "verdict": item.decision.verdict,
        "place": item.place,
        "violated": list(item.violated),
        "reasons": list(reasons(item)) if item.case.accepted and not item.first else [],
    }


def _left_out(found: LeaveOneOut, dropped: Iterable[Dropped]) -> dict[str, Any]:
    return {
        "cases": found.cases,
        "as_set": _tried(found.as_set),
        "flat": _tried(found.flat),
        "by_loss": _chosen(found.by_loss),
        "by_count": _chosen(found.by_count),
        "dropped_rules": [asdict(one) for one in dropped],
    }


def _chosen(one: LeftOut) -> dict[str, Any]:
    return {
        "all": _tried(one.all),
        "first": one.first,
        "top": one.top,
        "chosen": [{**_setting(setting), "times": times} for setting, times in one.chosen.items()],
    }


def _tried(one: Tried) -> dict[str, Any]:
    return {
        **_setting(one.setting),
        "first": one.first,
        "top": one.top,
        "loss": round(one.loss, DIGITS),
    }


def _setting(setting: Setting) -> dict[str, Any]:
    return {"scale": setting.scale, "power": setting.power}
