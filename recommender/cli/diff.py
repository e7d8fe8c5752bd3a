"""How the difference between two states of the knowledge is shown: as text, and as JSON."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, is_dataclass
from textwrap import shorten
from typing import Any

from recommender.dates import spoken
from recommender.evaluating.evaluation import Judged, share
from recommender.maintaining.knowledge_diff import Difference, Moved
from recommender.reports.plain import DIGITS
from recommender.safe import json_text, one_line, visible

SCHEMA = "framework-recommender/knowledge-diff/1"
SIGNS = {"added": "+", "removed": "-", "changed": "~"}
WIDTH = 60


def as_text(found: tuple[Difference, ...], cases: tuple[Moved, ...], *, every: bool) -> str:
    """Return what changed, then what it does to the cases: those that move, or every one."""
    counts = Counter((one.kind, one.what) for one in found)
    lines = ["What changed" if found else "Nothing changed.", ""] if found else ["Nothing changed."]
    lines += [
        f"  {kind:<10}"
        + ", ".join(f"{counts[kind, what]} {what}" for what in SIGNS if counts[kind, what])
        for kind in dict.fromkeys(one.kind for one in found)
    ]
    lines += ["", *(_difference(one) for one in found)] if found else []
    shown = [one for one in cases if every or one.changed]
    lines += ["", *_sums(cases)]
    lines += [line for one in shown for line in _case(one)]
    return visible("\n".join(lines)) + "\n"


def as_json(found: tuple[Difference, ...], cases: tuple[Moved, ...]) -> str:
    """Return the same as data; every case with its answer before and after."""
    plain = {
        "schema": SCHEMA,
        "differences": [
            {
                "kind": one.kind,
                "id": one.id,
                "what": one.what,
                "before": _data(one.before),
                "after": _data(one.after),
            }
            for one in found
        ],
        "cases": [
            {
                "id": one.id,
                "changed": one.changed,
                "before": _answer(one.before),
                "after": _answer(one.after),
                "unasked": one.unasked,
            }
            for one in cases
        ],
    }
    return json_text(plain, 1)


def _difference(one: Difference) -> str:
    head = f"{SIGNS[one.what]} {one.kind} {one.id}"
    if one.before is None or one.after is None:
        there = one.after or one.before or {}
        value = there.get("value", there.get("title", there.get("text", there.get("because"))))
        return head if value is None else f"{head}: {_short(value)}"
    parts = [f"{key} {_short(one.before[key])} → {_short(one.after[key])}" for key in one.before]
    return f"{head}: {'; '.join(parts)}"


def _sums(cases: tuple[Moved, ...]) -> Iterator[str]:
    both = [one for one in cases if one.before and one.after]
    asked = [
        (one.before, one.after)
        for one in both
        if one.before and one.after and one.after.case.accepted
    ]
    if asked:
        old, new = [one for one, _ in asked], [one for _, one in asked]
        yield (
            f"Of {len(asked)} labelled cases with an answer: first {share(old):.0%} → "
            f"{share(new):.0%}, among the first three {share(old, top=True):.0%} → "
            f"{share(new, top=True):.0%}"
        )
    moved = sum(one.changed for one in cases)
    yield f"Answers that move: {moved} of {len(cases)}"


def _case(one: Moved) -> Iterator[str]:
    known = one.after or one.before
    about = f" ({spoken(known.case.date[:7])}): {known.case.situation}" if known else ""
    yield f"  {one.id}{about}"
    if one.unasked:
        yield f"      {'after' if one.before else 'before'}: not asked, {one.unasked}"
    if one.before and one.after:
        yield f"      {_said(one.before)}  →  {_said(one.after)}"


def _said(judged: Judged) -> str:
    best, margin = judged.decision.best, judged.decision.margin
    ahead = "" if margin is None else f" by {margin:.3f}"
    place = f"accepted at rank {judged.place}" if judged.place else "accepted not ranked"
    place = place if judged.case.accepted else "nothing to accept"
    broken = f", puts {', '.join(judged.violated)} first" if judged.violated else ""
    return f"{best.framework if best else 'nothing'}{ahead} ({place}{broken})"


def _answer(judged: Judged | None) -> dict[str, Any] | None:
    if judged is None:
        return None
    decision = judged.decision
    return {
        "best": decision.best.framework if decision.best else None,
        "margin": None if decision.margin is None else round(decision.margin, DIGITS),
        "verdict": decision.verdict,
        "place": judged.place,
        "violated": list(judged.violated),
        "ranking": [ranked.framework for ranked in decision.ranking],
    }


def _short(value: object) -> str:
    text = _text(value)
    return shorten(one_line(text), WIDTH, placeholder="…")


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if value is None:
        return "nothing"
    if isinstance(value, tuple | list):
        return f"[{', '.join(_text(item) for item in value)}]"
    return str(value)


def _data(value: Any) -> Any:
    """Return anything of the knowledge base as plain data."""
    if is_dataclass(value) and not isinstance(value, type):
        return _data(asdict(value))
    if isinstance(value, dict):
        return {key: _data(item) for key, item in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [_data(item) for item in value]
    return value
