"""From requirements, knowledge and measurements to a recommendation that explains itself.

The package's front door is :func:`recommend`; what it does not need is not imported.
"""

TYPE_CHECKING = False  # typing takes as long to import as Python takes to start
if TYPE_CHECKING:
    from recommender.recommendation import Recommendation, recommend
    from recommender.requirements import Requirements

__all__ = ["Recommendation", "Requirements", "__version__", "recommend"]
__version__ = "0.1.0"

_HOMES = {
    "recommend": "recommender.recommendation",
    "Recommendation": "recommender.recommendation",
    "Requirements": "recommender.requirements",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for, so that importing the package stays free."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
