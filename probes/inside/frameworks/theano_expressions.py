"""What Theano has no function for and no library on it a layer: expressions for all of them."""

import theano
from theano import tensor


def normalise(x, scale, shift, epsilon):
    """Return the rows of a matrix normalised, scaled and shifted (layer normalisation)."""
    centred = x - x.mean(axis=1, keepdims=True)
    variance = tensor.sqr(centred).mean(axis=1, keepdims=True)
    return centred / tensor.sqrt(variance + epsilon) * scale + shift


def attend(query, key, value, heads, positions, features):
    """Return what each position takes from the others, by the softmax of query times key.

    All are matrices of batch times positions by features, as dense layers give them.
    """
    size = features // heads

    def split(x):
        apart = x.reshape((-1, positions, heads, size)).dimshuffle(0, 2, 1, 3)
        return apart.reshape((-1, positions, size))  # batched_dot has one axis for the batch

    query, key, value = split(query), split(key), split(value)
    scores = tensor.batched_dot(query, key.dimshuffle(0, 2, 1)) * size**-0.5
    shares = tensor.nnet.softmax(scores.reshape((-1, positions))).reshape(scores.shape)
    mixed = tensor.batched_dot(shares, value)
    joined = mixed.reshape((-1, heads, positions, size)).dimshuffle(0, 2, 1, 3)
    return joined.reshape((-1, features))


def fold(leaves, children, left, right, bias):
    """Return the root of a tree (one by features): a scan over its inner nodes.

    The tree's shape is data: what scan hands on is a matrix of all nodes, in which each step looks
    its two children up and writes their parent, as recursive nets were written for Theano.
    """

    def join(pair, place, nodes, left, right, bias):
        joined = tensor.dot(nodes[pair[0]], left) + tensor.dot(nodes[pair[1]], right) + bias
        return tensor.set_subtensor(nodes[place], tensor.tanh(joined))

    inner = tensor.zeros((children.shape[0], leaves.shape[1]), leaves.dtype)
    states, _ = theano.scan(
        join,
        sequences=[children, leaves.shape[0] + tensor.arange(children.shape[0])],
        outputs_info=[tensor.concatenate([leaves, inner])],
        non_sequences=[left, right, bias],
        strict=True,
    )
    return states[-1, -1:]
