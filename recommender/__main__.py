"""The command line's outermost frame: a user's mistake is one line, a bug keeps its traceback."""

import atexit
import gc
import sys
from contextlib import suppress

INTERRUPTED = 130
USAGE = 2
#: So many more objects made than freed before Python looks for garbage; its own default is 700.
GARBAGE_THRESHOLD = 200_000


def main() -> None:
    """Run the command line and leave with its exit code."""
    _rarely_collect()
    from probes.errors import ProbeError
    from recommender.cli.commands import app
    from recommender.errors import UserError
    from recommender.streams import READER_GONE, forget, ready_streams

    ready_streams()
    try:
        app()
    except (UserError, ProbeError) as problem:
        _complain(str(problem))
        sys.exit(USAGE)
    except KeyboardInterrupt:
        _complain("interrupted")
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        forget()
        sys.exit(READER_GONE)


def _rarely_collect() -> None:
    """Look for garbage seldom, and not at the very end.

    A command loads what it keeps, answers and ends: looking through all of it again and again, and
    once more before the process is gone anyway, takes a third of its time.
    """
    gc.set_threshold(GARBAGE_THRESHOLD)
    atexit.register(gc.freeze)


def _complain(message: str) -> None:
    from recommender.safe import one_line

    with suppress(OSError):
        sys.stderr.write(f"error: {one_line(message)}\n")


if __name__ == "__main__":
    main()
