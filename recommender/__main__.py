"""The command line's outermost frame: a user's mistake is one line, a bug keeps its traceback."""

import os
import sys
from contextlib import suppress

INTERRUPTED = 130
USAGE = 2


def main() -> None:
    """Run the command line and leave with its exit code."""
    from probes.errors import ProbeError
    from recommender.cli.commands import app
    from recommender.errors import UserError
    from recommender.terminal import always_utf8

    always_utf8()
    try:
        app()
    except (UserError, ProbeError) as problem:
        _complain(str(problem))
        sys.exit(USAGE)
    except KeyboardInterrupt:
        _complain("interrupted")
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # Whoever read our output has gone; leave quietly, and let nothing be flushed into the pipe.
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


def _complain(message: str) -> None:
    from recommender.reports.safe import one_line

    with suppress(OSError):
        sys.stderr.write(f"error: {one_line(message)}\n")


if __name__ == "__main__":
    main()
