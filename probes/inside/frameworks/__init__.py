"""How each framework computes the workloads, in its own idiom; runs inside its environment.

Runs on Python 2.7 to 3.13 with NumPy and the one framework. A module offers NAME, ``MODES``
(workload to its modes, the default first), ``versions()``, ``devices()`` and ``build(workload,
spec, weights, mode, device)``, which gives a program: ``train_step(x, y)`` -> loss, possibly still
being computed; ``read(loss)`` -> float; ``synchronise()``; ``parameters()`` -> arrays in the
workload's layout.

``CAPABILITIES`` names the module of this package that tries what is defined in `capabilities`:
a function for each, ``name(given, device, folder)``, which returns what the definition's ``check``
judges. ``folder`` is an empty one for files. A framework that can be asked and says no ends it with
Refused; where there is nothing to be tried, with Unsupported.
"""

import contextlib


class Unsupported(Exception):  # noqa: N818 - it is an outcome's name, not an error's
    """The framework cannot do this; the reason is for the user."""


class Refused(Exception):  # noqa: N818 - it is an answer
    """The framework was asked to do it and will not; the reason is in its own words."""


@contextlib.contextmanager
def refusing(*errors):
    """Take these errors for the framework's refusal: their first line is the reason."""
    try:
        yield
    except errors as error:
        lines = [line.strip() for line in str(error).splitlines()]
        # MXNet hands on the trace of its C++ code first.
        said = [line for line in lines if line and not line.startswith(("Traceback", "File "))]
        kind, words = type(error).__name__, said[0] if said else "no reason given"
        raise Refused("it refuses: " + (words if words.startswith(kind) else kind + ": " + words))


def package(name, needed_by):
    """Return a module that an attempt needs beside the framework; Unsupported where it lacks."""
    import importlib

    try:
        return importlib.import_module(name)
    except ImportError:
        raise Unsupported(
            "%s needs the package %s, which this environment lacks; add it to one of your own "
            "(pip install %s) and name that with --python" % (needed_by, name, name)
        )
