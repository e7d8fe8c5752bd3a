"""How plain text is laid out: no wider than any terminal, its lines hanging under the first.

A terminal's own width is not asked, so that the same inputs give the same bytes everywhere.
"""

from textwrap import fill

from recommender.safe import one_line

#: Columns of a terminal that nobody has widened.
WIDTH = 80


def wrapped(text: str, first: str = "", rest: str = "") -> str:
    """Return a text in lines of at most WIDTH columns; longer words stay whole.

    Args:
        text: what is said; it becomes one line first.
        first: what stands before the first line.
        rest: what stands before the others.

    """
    return fill(
        one_line(text),
        WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,
        break_long_words=False,
    )
