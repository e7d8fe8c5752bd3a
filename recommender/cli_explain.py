"""The commands that explain a decision: why, why-not, how, compare and what-if."""

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recommender.explanation.explained import Explained


class TextOrJson(StrEnum):
    """The forms of an explanation."""

    text = "text"
    json = "json"


def laid_out(explained: "Explained", form: TextOrJson) -> str:
    """Return an explanation in the form that was asked for."""
    if form is TextOrJson.json:
        import json

        return json.dumps(explained.to_dict(), indent=2, ensure_ascii=False) + "\n"
    from recommender import cli_explore
    from recommender.explanation.compare import SideBySide
    from recommender.explanation.what_if import WhatIf

    if isinstance(explained, SideBySide):
        return cli_explore.table(explained)
    if isinstance(explained, WhatIf):
        return cli_explore.before_and_after(explained.decision, explained.after)
    return explained.text
