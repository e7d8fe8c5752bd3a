"""How claims and their verdicts are shown in the terminal."""

from collections import Counter
from collections.abc import Iterable
from textwrap import fill

from recommender.claims import Checked
from recommender.knowledge import View
from recommender.reports.safe import one_line

WIDTH = 88


def shown(found: Iterable[Checked], view: View) -> str:
    """Return claims by verdict: the claim, what was measured, the sources."""
    items = list(found)
    if not items:
        return "No claim that a measurement could test.\n"
    counts = Counter(item.verdict for item in items)
    lines = [", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items()))]
    if counts.keys() - {"untested"}:
        lines.append("By small networks on this machine: of other sizes and devices it is a hint.")
    lines.append("")
    for item in sorted(items, key=lambda item: (item.verdict, item.claim.id)):
        name = view.frameworks[item.claim.framework].name
        cited = ", ".join(view.published(item.claim.sources))
        lines.append(_wrapped(f"{item.verdict:<13} {name}: “{item.claim.text}” [{cited}]", ""))
        lines.append(_wrapped(item.because, " " * 14))
    return "\n".join(lines) + "\n"


def _wrapped(text: str, indent: str) -> str:
    return fill(
        one_line(text),
        WIDTH,
        initial_indent=indent,
        subsequent_indent=" " * 14,
        break_on_hyphens=False,
        break_long_words=False,
    )
