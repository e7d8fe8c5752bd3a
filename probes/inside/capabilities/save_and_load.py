"""Save and load: a second model, loaded from a file, gives the first one's outputs bit for bit.

A perceptron with given weights is saved in the way that the framework documents, and loaded into
another object that began with other weights (or is made by loading).

True: the outputs of the two are the same in every bit. False: they differ.
"""

from probes.inside.capabilities import deviation, outputs_of, perceptron, same_bits

TOLERANCE = 1e-5


def given():
    """Return the weights and the input."""
    return perceptron(13)


def check(given, found):
    """Judge ``found``: {"saved": outputs, "loaded": outputs, "before": outputs or None, "by": how}.

    "before" are the second model's outputs before it was loaded.
    """
    off = deviation(found["saved"], outputs_of(given))
    if off > TOLERANCE:
        return None, "the outputs deviate by %.1g from the reference before anything is saved" % off
    before = found.get("before")
    if before is not None and same_bits(before, found["saved"]):
        return None, "the second model gave the first one's outputs before it was loaded"
    if not same_bits(found["saved"], found["loaded"]):
        return False, "%s: outputs differ by %.1g" % (
            found["by"],
            deviation(found["loaded"], found["saved"]),
        )
    return True, "%s: the same outputs, bit for bit" % found["by"]
