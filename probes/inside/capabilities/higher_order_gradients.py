"""Higher-order gradients: a gradient penalty, which is trained on a gradient's own gradient.

Of a small net (dense, tanh, dense, one output a row) the gradient by its input is taken, the sum of
its squares (the penalty), and the gradients of that by both matrices.

True: penalty and its gradients are those worked out by hand. False: the framework refuses.
"""

import numpy

from probes.inside.capabilities import deviation

TOLERANCE = 1e-4


def given():
    """Return the matrices and the input."""
    state = numpy.random.RandomState(11)
    shapes = {"w1": (4, 6), "w2": (6, 1), "x": (5, 4)}
    return {name: state.standard_normal(shapes[name]).astype("float32") for name in sorted(shapes)}


def reference(given):
    """Return the penalty and its gradients by "w1" and "w2", in float64.

    With s = tanh'(x w1) = 1 - t**2 and e = s * w2, the gradient by the input is g = e w1', a row
    for each row of x.
    """
    w1, w2, x = (given[name].astype("float64") for name in ("w1", "w2", "x"))
    t = numpy.tanh(x.dot(w1))
    slope = 1 - t**2
    e = slope * w2.T
    g = e.dot(w1.T)
    by_e = 2 * g.dot(w1)
    by_inner = by_e * w2.T * (-2 * t * slope)
    gradients = {
        "w1": 2 * g.T.dot(e) + x.T.dot(by_inner),
        "w2": (by_e * slope).sum(axis=0)[:, None],
    }
    return (g**2).sum(), gradients


def check(given, found):
    """Judge ``found``: {"penalty": float, "w1": gradient, "w2": gradient}."""
    penalty, gradients = reference(given)
    worst = deviation(found["penalty"], penalty)
    for name in gradients:
        worst = max(worst, deviation(found[name], gradients[name]))
    if worst > TOLERANCE:
        return None, "the gradient of a gradient deviates by %.1g from the one by hand" % worst
    return True, "a gradient penalty and its gradients agree to %.1g" % worst
