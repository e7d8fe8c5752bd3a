# mypy: ignore-errors
# ruff: noqa: UP010, UP031, B905, C402, PTH104, PTH110
"""Tell whether a framework computes what the workload's float64 NumPy reference computes.

Runs inside the probed environment beside worker.py: old syntax, NumPy only.

Losses are compared by their relative deviation. Parameters are compared by their distance from the
reference's relative to how far training moved them, so that a learning rate 1 % off shows as 1 %.
Both may be FACTOR times what float32 NumPy itself loses on this machine, between a floor and a
ceiling. The loss floor caught a wrong gate order, a doubled bias and a flatten order on 20
losses, while every framework that was right stayed below it.
"""

from __future__ import division

import os

FACTOR = 20.0
LOSS_FLOOR = 1e-5
PARAMETER_FLOOR = 3e-4
# Never more than this, however badly float32 NumPy does: a learning rate 1 % off must show.
LOSS_CEILING = 1e-3
PARAMETER_CEILING = 5e-3
# A parameter that hardly moves (a bias whose gradient cancels out) moves by rounding alone; it is
# compared on this fraction of the mean movement of all parameters.
SMALLEST_MOVEMENT = 1e-2


def as_float32(value):
    """Make floats contiguous float32 in arrays, tuples, lists and mappings; keep the rest."""
    import numpy

    if isinstance(value, numpy.ndarray):
        if value.dtype.kind == "f":
            return numpy.ascontiguousarray(value, dtype=numpy.float32)
        return value
    if isinstance(value, dict):
        return {key: as_float32(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return type(value)(as_float32(item) for item in value)
    return value


def loss_deviation(losses, reference):
    """Largest relative deviation; infinite where a loss is not finite."""
    worst = 0.0
    for got, expected in zip(losses, reference):
        scale = max(abs(expected), 1e-30)
        deviation = abs(got - expected) / scale
        worst = max(worst, deviation if deviation == deviation else float("inf"))
    return worst


def parameter_deviations(parameters, reference, start):
    """Give every parameter's distance from the reference over the distance that it moved."""
    import numpy

    def rms(array):
        return float(numpy.sqrt(numpy.mean(numpy.square(array)))) if array.size else 0.0

    moved = {name: rms(reference[name] - start[name]) for name in reference}
    least = SMALLEST_MOVEMENT * sum(moved.values()) / max(len(moved), 1) or 1e-30
    found = {}
    for name in sorted(reference):
        expected = numpy.asarray(reference[name], dtype=numpy.float64)
        got = numpy.asarray(parameters[name], dtype=numpy.float64)
        if got.shape != expected.shape:
            text = "parameter %s has shape %s, the reference %s"
            raise ValueError(text % (name, got.shape, expected.shape))
        deviation = rms(got - expected) / max(moved[name], least)
        found[name] = deviation if deviation == deviation else float("inf")
    return found


def run_reference(workload, data, dtype, steps):
    """Take so many steps of the workload's own NumPy reference; give losses and parameters."""
    import numpy

    cast = as_float32 if dtype == "float32" else lambda value: value
    reference = workload.Reference(workload.SPEC, cast(data["weights"]), getattr(numpy, dtype))
    batches = data["batches"]
    losses = []
    for index in range(steps):
        x, y = cast(batches[index % len(batches)])
        losses.append(float(reference.step(x, y)))
    parameters = reference.parameters()
    return losses, dict((name, numpy.array(parameters[name])) for name in parameters)


def both_references(workload, data, steps):
    """Run the reference in float64 and in float32."""
    return [run_reference(workload, data, dtype, steps) for dtype in ("float64", "float32")]


def save(path, references):
    """Keep both references in a file, whole or not at all."""
    import numpy

    arrays = {}
    for index, (losses, parameters) in enumerate(references):
        arrays["losses%d" % index] = numpy.array(losses)
        for name in parameters:
            arrays["parameter%d %s" % (index, name)] = parameters[name]
    beside = "%s.%d.npz" % (path, os.getpid())
    numpy.savez(beside, **arrays)
    os.rename(beside, path)


def load(path):
    """Read what `save` kept."""
    import numpy

    references = [([], {}), ([], {})]
    with numpy.load(path) as arrays:
        for key in arrays.files:
            if key.startswith("losses"):
                references[int(key[6])][0].extend(float(loss) for loss in arrays[key])
            else:
                references[int(key[9])][1][key[11:]] = arrays[key]
    return references


def judge(workload, data, losses, parameters, path=None):
    """Compare a framework's first losses and parameters with the float64 reference.

    Returns the fields of the parity event. The tolerance is what float32 NumPy itself loses on this
    machine times FACTOR, between a floor and a ceiling. `path` is where the first worker of a run
    that needs these references leaves them for the others. They are never trusted to condemn:
    whoever disagrees with them is compared with references of its own making.
    """
    steps = len(losses)
    if path is not None and os.path.exists(path):
        verdict = compare(data, losses, parameters, load(path))
        if verdict["agrees"]:
            return verdict
        path = None
    references = both_references(workload, data, steps)
    if path is not None:
        save(path, references)
    return compare(data, losses, parameters, references)


def compare(data, losses, parameters, references):
    """Compare losses and parameters with the float64 and float32 references."""
    import numpy

    (exact, end), (rounded, rounded_end) = references
    start = dict((n, numpy.asarray(w, dtype=numpy.float64)) for n, w in data["weights"].items())
    missing = sorted(set(end) - set(parameters))
    if missing:
        raise ValueError("the program gives no parameter " + ", ".join(missing))

    deviation = loss_deviation(losses, exact)
    tolerance = _within(LOSS_FLOOR, FACTOR * loss_deviation(rounded, exact), LOSS_CEILING)
    found = parameter_deviations(parameters, end, start)
    own = parameter_deviations(rounded_end, end, start)
    allowed = {}
    for name in own:
        allowed[name] = _within(PARAMETER_FLOOR, FACTOR * own[name], PARAMETER_CEILING)
    worst = max(sorted(found), key=lambda name: found[name] / allowed[name])

    reason = ""
    if not deviation <= tolerance:
        text = "losses deviate from the float64 reference by %.2g (tolerance %.2g, %d steps)"
        reason = text % (deviation, tolerance, len(losses))
    elif not found[worst] <= allowed[worst]:
        text = "parameter %s deviates from the float64 reference by %.2g (tolerance %.2g)"
        reason = text % (worst, found[worst], allowed[worst])
    return {
        "agrees": not reason,
        "reason": reason,
        "steps": len(losses),
        "losses": {"deviation": _finite(deviation), "tolerance": tolerance},
        "parameters": {
            "deviation": _finite(found[worst]),
            "tolerance": allowed[worst],
            "worst": worst,
        },
    }


def _within(floor, number, ceiling):
    return min(max(floor, number), ceiling)


def _finite(number):
    """JSON has no infinity: a deviation without a size is null."""
    return number if number < float("inf") else None
