"""Trees of one size, for frameworks that compile anew for every shape; NumPy only."""

import numpy


def padded(x, most):
    """Return a tree with as many leaves as `most`, its children, and its root's number.

    What is added stands between the leaves and the inner nodes, and after the root, which does not
    depend on it.
    """
    leaves, children = x
    more = most - len(leaves)
    all_leaves = numpy.zeros((most, leaves.shape[1]), leaves.dtype)
    all_leaves[: len(leaves)] = leaves
    all_children = numpy.zeros((most - 1, 2), "int32")
    all_children[: len(children)] = children + more * (children >= len(leaves))
    return all_leaves, all_children, numpy.int32(most + len(children) - 1)
