"""For all tests."""

import signal

# Who starts the tests in the background of a script may have interrupts ignored, and what the tests
# start would inherit that: Ctrl-C could then not be tried.
signal.signal(signal.SIGINT, signal.default_int_handler)
