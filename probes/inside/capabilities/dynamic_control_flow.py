"""Dynamic control flow: Python's own ``while`` and ``if``, on what is being computed.

A vector is turned until its squared norm has passed a limit: by a matrix where its sum is positive,
by another one elsewhere. How often, and by which, differs with the vector. One program, made once
and written with ordinary ``while`` and ``if`` on the computed values, takes vectors of different
ways through it; asked for are the sum of the last vector's squares and its gradients by both
matrices.

True: values and gradients are the reference's for all of them. False: the framework refuses (a
symbolic variable has no truth value, so a loop could only be unrolled in advance, or be written
with the framework's own loop operator).
"""

import numpy

from probes.inside.capabilities import deviation

TOLERANCE = 1e-5
SIZE = 4


def given():
    """Return the matrices, the limit and the vectors."""
    state = numpy.random.RandomState(7)

    def growing(factor):
        """Return a reflection with its rows shifted, times a factor: it stretches alike."""
        normal = state.standard_normal(SIZE)
        reflection = numpy.eye(SIZE) - 2 * numpy.outer(normal, normal) / sum(normal**2)
        return (factor * numpy.roll(reflection, 1, axis=0)).astype("float32")

    found = {"up": growing(1.5), "down": growing(1.3), "limit": 30.0}
    vectors = [scale * state.standard_normal((1, SIZE)) for scale in (0.5, 0.1)]
    return dict(found, vectors=[vector.astype("float32") for vector in vectors])


def reference(given, vector):
    """Return value, gradients by "up" and "down" in float64, and the way taken."""
    matrices = {name: given[name].astype("float64") for name in ("up", "down")}
    states, way = [vector.astype("float64")], []
    while (states[-1] ** 2).sum() < given["limit"]:
        way.append("up" if states[-1].sum() > 0 else "down")
        states.append(states[-1].dot(matrices[way[-1]]))
    by_state = 2 * states[-1]
    gradients = {name: numpy.zeros((SIZE, SIZE)) for name in matrices}
    for state, name in zip(states[-2::-1], way[::-1]):
        gradients[name] += state.T.dot(by_state)
        by_state = by_state.dot(matrices[name].T)
    return (states[-1] ** 2).sum(), gradients, way


def check(given, found):
    """Judge ``found``: a list of (value, gradient by "up", gradient by "down"), one a vector."""
    if len(found) != len(given["vectors"]):
        return None, "%d results for %d vectors" % (len(found), len(given["vectors"]))
    worst, ways = 0.0, []
    for vector, (value, by_up, by_down) in zip(given["vectors"], found):
        wanted, gradients, way = reference(given, vector)
        ways.append(way)
        for got, want in ((value, wanted), (by_up, gradients["up"]), (by_down, gradients["down"])):
            worst = max(worst, deviation(got, want))
    if worst > TOLERANCE:
        return None, "values or gradients deviate by %.1g from the reference" % worst
    lengths = " and ".join(str(len(way)) for way in ways)
    return True, "ordinary Python loops of %s turns agree to %.1g" % (lengths, worst)
