"""How each framework computes the workloads, in its own idiom; runs inside its environment.

Runs on Python 2.7 to 3.13 with NumPy and the one framework. A module offers NAME, ``MODES``
(workload to its modes, the default first), ``versions()``, ``devices()`` and ``build(workload,
spec, weights, mode, device)``, which gives a program: ``train_step(x, y)`` -> loss, possibly still
being computed; ``read(loss)`` -> float; ``synchronise()``; ``parameters()`` -> arrays in the
workload's layout.
"""


class Unsupported(Exception):  # noqa: N818 - it is an outcome's name, not an error's
    """The framework cannot do this; the reason is for the user."""
