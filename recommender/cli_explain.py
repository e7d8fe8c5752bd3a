"""The commands that explain a decision: why, why-not, how, compare, what-if, sure and more."""

from enum import StrEnum
from typing import TYPE_CHECKING

from recommender.errors import UserError

if TYPE_CHECKING:
    from recommender.explanation.explained import Explained
    from recommender.recommendation import Recommendation


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


def how_sure(
    found: "Recommendation", samples: int | None, seed: int | None, leeway: float
) -> "Explained":
    """Return how sure a recommendation is.

    Raises:
        UserError: NumPy is not installed.
    """
    try:
        return found.how_sure(samples, seed, leeway)
    except ImportError:
        from recommender.sureness import INSTALL

        raise UserError(f"how sure needs NumPy; install it: {INSTALL}") from None
