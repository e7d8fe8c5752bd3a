"""Words that try to be markup, script, or commands to a terminal."""

import json

from probes.results.outcomes import Outcome
from recommender.recommendation import Recommendation, recommend
from tests.recommender import tiny
from tests.recommender.probed import failed, measured, plain

HOSTILE = (
    "</script><script>window.broken=1</script> <img src=x onerror=window.broken=2> <!--<script> "
    "]]> {{ 7*7 }} ${window.broken=3} {best} [link](javascript:window.broken=4) \u2028\u2029 "
    "\x1b[31mred\x07 \u202egnp.exe &amp; &#60; \"'` \\u003c *bold*"
)
#: The same for the files of a knowledge base, which hold no control characters.
QUOTED = json.dumps("".join(char for char in HOSTILE if char >= " "), ensure_ascii=False)


def hostile_advice() -> Recommendation:
    """Return advice in which needs, names, reasons and measurements try to be markup."""
    knowledge = tiny.knowledge(
        alpha=tiny.FRAMEWORKS["alpha"].replace("name: Alpha", f"name: {QUOTED}"),
        criteria=tiny.CRITERIA.replace("name: Ease", f"name: {QUOTED}"),
        sources=tiny.SOURCES.replace("title: The release history", f"title: {QUOTED}"),
        rules=tiny.RULES.replace("because: A phone needs a mobile run time.", f"because: {QUOTED}"),
    )
    results = plain(
        measured(HOSTILE, "beta", 0.001),
        failed("gamma", "gamma", Outcome.FAILED, HOSTILE),
    )
    needs = {"title": HOSTILE, "notes": HOSTILE, "purpose": "study"}
    return recommend(needs, "2026-11-24", results, knowledge=knowledge)
