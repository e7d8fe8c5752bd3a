"""What a framework can do, answered by doing it: one file a capability.

Runs inside the probed environments: Python 2.7 to 3.13, NumPy only. A definition's docstring says
what is done and what counts as true, false and not available. It offers

``given()`` -> what every stack is given: a dictionary of plain values and float32 arrays
``check(given, found)`` -> (answer, reason): True or False; None where a framework computed
    something else than the reference, which is a wrong result and no answer

``found`` is what the stack's attempt returned (see `frameworks`). Beside it an attempt may end
with Refused, the framework's own no, which is the answer False, or with Unsupported: there was
nothing that could be tried, which is no answer. What an answer means for the facts of the knowledge
base stands there, in capabilities.yaml.
"""

import hashlib
import json

import numpy


def digest_of(given):
    """Return a short digest of all that a stack is given."""
    found = hashlib.sha256()
    _add(found, given)
    return found.hexdigest()[:16]


def _add(found, value):
    if isinstance(value, dict):
        for name in sorted(value):
            found.update(name.encode("ascii"))
            _add(found, value[name])
    elif isinstance(value, (list, tuple)):
        for part in value:
            _add(found, part)
    elif isinstance(value, numpy.ndarray):
        found.update(str(value.dtype).encode("ascii"))
        found.update(numpy.ascontiguousarray(value).tobytes())
    else:
        found.update(json.dumps(value).encode("ascii"))


def deviation(found, reference):
    """Return the largest distance relative to the reference's largest value; inf if not finite."""
    found = numpy.asarray(found, dtype=numpy.float64)
    reference = numpy.asarray(reference, dtype=numpy.float64)
    if found.shape != reference.shape or not numpy.isfinite(found).all():
        return float("inf")
    return float(numpy.abs(found - reference).max() / numpy.abs(reference).max())


def same_bits(first, second):
    """Return whether two arrays are the same in every bit, their shape and type included."""
    first, second = numpy.ascontiguousarray(first), numpy.ascontiguousarray(second)
    alike = first.shape == second.shape and first.dtype == second.dtype
    return bool(alike and first.tobytes() == second.tobytes())


def perceptron(seed, inputs=6, hidden=8, outputs=3, rows=5):
    """Return a small perceptron's weights and its input, all float32."""
    state = numpy.random.RandomState(seed)
    shapes = {"w1": (inputs, hidden), "b1": (hidden,), "w2": (hidden, outputs), "b2": (outputs,)}
    weights = {
        name: state.standard_normal(shapes[name]).astype("float32") for name in sorted(shapes)
    }
    return {"weights": weights, "x": state.standard_normal((rows, inputs)).astype("float32")}


def outputs_of(given):
    """Return what a perceptron (dense, ReLU, dense) gives for its input, in float64."""
    w = {name: given["weights"][name].astype("float64") for name in given["weights"]}
    hidden = numpy.maximum(given["x"].astype("float64").dot(w["w1"]) + w["b1"], 0)
    return hidden.dot(w["w2"]) + w["b2"]
