"""What is known: YAML with dated, cited facts, criteria, rules and questions; data, no logic.

``FOLDER`` is where the files lie, in a checkout as in an installed package.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

    FOLDER: Path


def __getattr__(name: str) -> object:
    """Make FOLDER when it is asked for; importing pathlib takes as long as starting Python."""
    if name != "FOLDER":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from pathlib import Path

    return Path(__file__).parent
