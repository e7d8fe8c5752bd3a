"""What the stacks on Theano share when they try the capabilities."""

import numpy
import theano
from theano import tensor

from probes.inside.frameworks import package, refusing


def gpu(given):
    """Switch Theano to its GPU back end and multiply."""
    package("pygpu", "Theano's GPU back end")
    import theano.gpuarray

    theano.gpuarray.use("cuda")
    product = theano.function([], tensor.dot(*(theano.shared(given[name]) for name in ("a", "b"))))
    name = theano.gpuarray.type.get_context(None).devname
    return {"product": numpy.asarray(product()), "device": name}


def turned(given, start, up, down):
    """Return the symbolic sum of the last vector's squares, by ordinary loops and conditions."""
    state = start
    with refusing(TypeError):
        while tensor.sum(state**2) < given["limit"]:
            state = tensor.dot(state, up if tensor.sum(state) > 0 else down)
    return tensor.sum(state**2)


def penalty(total, x, w1, w2):
    """Return the penalty of a net's summed outputs and its gradients, as the definition has it."""
    squares = tensor.sqr(tensor.grad(total, x)).sum()
    found = theano.function([], [squares] + tensor.grad(squares, [w1, w2]))()
    return {"penalty": float(found[0]), "w1": found[1], "w2": found[2]}


def half_dense(x, weights, bias):
    """Return a dense layer's output whose product takes float16."""
    x, weights, bias = (tensor.cast(one, "float16") for one in (x, weights, bias))
    return tensor.dot(x, weights) + bias


def half_training(given, x, y, loss, logits, weights):
    """Train by a loss of logits that are computed in another type than the weights have."""
    rate = numpy.float32(given["spec"]["learning_rate"])
    updates = [(w, w - rate * slope) for w, slope in zip(weights, tensor.grad(loss, weights))]
    with refusing(NotImplementedError, TypeError):
        step = theano.function([x, y], loss, updates=updates)
        losses = [float(step(*batch)) for batch in given["batches"]]
    return {"losses": losses, "computed_in": logits.dtype, "weights_in": weights[0].dtype}


def trained(given, x, y, loss, weights):
    """Return the values of the weights after plain gradient descent on the batches."""
    rate = numpy.float32(given["spec"]["learning_rate"])
    updates = [(w, w - rate * slope) for w, slope in zip(weights, tensor.grad(loss, weights))]
    step = theano.function([x, y], loss, updates=updates)
    for batch in given["batches"]:
        step(*batch)
    return [w.get_value() for w in weights]
