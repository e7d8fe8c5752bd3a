# mypy: ignore-errors
# ruff: noqa: UP010, UP031, PTH109
"""Let a framework try a capability, and judge what it found.

Runs inside the probed environment beside worker.py: old syntax, NumPy only.
"""

from __future__ import division

import importlib
import os
import shutil
import tempfile
import timeit

LONGEST_REASON = 400


def attempt(adapter, name, device):
    """Return {answer, reason, seconds, digest}.

    answer: True, False, or None where the framework computed something else than the reference.
    seconds: what the framework took, without judging. Raises `frameworks.Unsupported` where there
    was nothing to be tried, and whatever the framework raises unexpectedly.
    """
    frameworks = importlib.import_module("probes.inside.frameworks")
    definition = importlib.import_module("probes.inside.capabilities." + name)
    capabilities = importlib.import_module("probes.inside.capabilities")
    module = getattr(adapter, "CAPABILITIES", None)
    if module is not None:
        module = importlib.import_module("probes.inside.frameworks." + module)
    do = getattr(module, name, None)
    if do is None:
        raise frameworks.Unsupported("the adapter has no attempt at %s" % name)
    given = definition.given()
    digest = capabilities.digest_of(given)
    folder = tempfile.mkdtemp(dir=os.getcwd())
    began = timeit.default_timer()
    try:
        found = do(given, device, folder)
        seconds = timeit.default_timer() - began
        answer, reason = definition.check(given, found)
    except frameworks.Refused as refusal:
        answer, reason = False, str(refusal)
        seconds = timeit.default_timer() - began
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    reason = " ".join(reason.split())[:LONGEST_REASON]
    return {"answer": answer, "reason": reason, "seconds": seconds, "digest": digest}
