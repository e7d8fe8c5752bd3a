"""What a training step of a model costs by its sizes alone, whatever computes it; pure.

Counted are the matrix products, 2·m·n·k floating-point operations for (m, k) by (k, n): a dense
layer of B rows from I to O has one forward, one for the gradient by its weights and, where
something trained lies before it, one for the gradient by its input, 2·B·I·O each. Convolutions and
the products of attention are counted alike. What is done element by element, such as activations
and their gradients, moves about as many bytes as there are activations; it is not counted twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass

#: Single precision, as the probes compute.
FLOAT_BYTES = 4


@dataclass(frozen=True, slots=True)
class Costs:
    """What one training step costs.

    Attributes:
        operations: floating-point operations of its matrix products.
        parameters: numbers that are trained.
        activations: numbers that the forward pass writes or reads as its input.
        calls: matrix products.
        inputs: numbers of one batch.

    """

    operations: int
    parameters: int
    activations: int
    calls: int
    inputs: int

    @property
    def bytes(self) -> int:
        """Return the bytes of parameters and activations."""
        return FLOAT_BYTES * (self.parameters + self.activations)


def costs(kind: str, sizes: Mapping[str, int]) -> Costs:
    """Return the costs of a model of a kind ("mlp", "convnet", "lstm", "attention").

    Raises:
        KeyError: there is no such kind, or a size is missing.

    """
    return _KINDS[kind](sizes)


def _mlp(sizes: Mapping[str, int]) -> Costs:
    """Count dense I→H, ReLU, dense H→C; nothing trained lies before the first."""
    rows, into, hidden, classes = (sizes[one] for one in ("batch", "inputs", "hidden", "classes"))
    return Costs(
        operations=2 * rows * (2 * into * hidden + 3 * hidden * classes),
        parameters=into * hidden + hidden + hidden * classes + classes,
        activations=rows * (into + 2 * hidden + classes),
        calls=5,
        inputs=rows * into,
    )


def _convnet(sizes: Mapping[str, int]) -> Costs:
    """Count convolution, ReLU, pooling by two, twice; dense.

    A map of side s that a kernel of side k passes over without padding has side s-k+1; each of its
    values is a product of outputs by inputs·k².
    """
    images, channels, classes = (sizes[one] for one in ("batch", "channels", "classes"))
    kernel, first, second = (sizes[one] for one in ("kernel", "first", "second"))
    side1 = sizes["size"] - kernel + 1
    pooled1 = side1 // 2
    side2 = pooled1 - kernel + 1
    pooled2 = side2 // 2
    one = images * side1**2 * first * channels * kernel**2
    two = images * side2**2 * second * first * kernel**2
    flat = second * pooled2**2
    return Costs(
        operations=2 * (2 * one + 3 * two + 3 * images * flat * classes),
        parameters=first * (channels * kernel**2 + 1)
        + second * (first * kernel**2 + 1)
        + (flat + 1) * classes,
        activations=images
        * (
            channels * sizes["size"] ** 2
            + first * (2 * side1**2 + pooled1**2)
            + second * (2 * side2**2 + pooled2**2)
            + classes
        ),
        calls=8,
        inputs=images * channels * sizes["size"] ** 2,
    )


def _lstm(sizes: Mapping[str, int]) -> Costs:
    """Count one LSTM layer over T steps, dense on its last state.

    A step multiplies input and state by matrices of the four gates, (I + H) by 4H; backward goes by
    both matrices and by the state, not by the input. A row reads I values and writes the four
    gates, the cell, its tanh and the state: I + 7H.
    """
    rows, into, hidden = (sizes[one] for one in ("batch", "inputs", "hidden"))
    steps, classes = sizes["steps"], sizes["classes"]
    return Costs(
        operations=2 * rows * (steps * 4 * hidden * (2 * into + 3 * hidden) + 3 * hidden * classes),
        parameters=4 * hidden * (into + hidden + 1) + (hidden + 1) * classes,
        activations=rows * (steps * (into + 7 * hidden) + classes),
        calls=5 * steps + 3,
        inputs=rows * steps * into,
    )


def _attention(sizes: Mapping[str, int]) -> Costs:
    """Count one transformer block over P positions of F features, mean, dense.

    Query, key, value and output are dense F→F, the feed-forward layer F→N→F, each on B·P rows; the
    scores and their use are P by P by F for every sequence, over all heads. All have something
    trained before them, so each product comes three times.
    """
    sequences, positions, features = (sizes[one] for one in ("batch", "positions", "features"))
    inner, heads, classes = (sizes[one] for one in ("inner", "heads", "classes"))
    rows = sequences * positions
    dense = rows * (4 * features**2 + 2 * features * inner) + sequences * features * classes
    between = 2 * sequences * positions**2 * features
    return Costs(
        operations=2 * 3 * (dense + between),
        parameters=4 * features * (features + 1)
        + 4 * features
        + (features + 1) * inner
        + (inner + 1) * features
        + (features + 1) * classes,
        # The input; normalised, query, key, value, mixed, attended, their sum; normalised, fed
        # forward, their sum: eleven of F. The feed-forward layer's inside, before and after ReLU.
        activations=rows * (11 * features + 2 * inner)
        + 2 * sequences * heads * positions**2
        + sequences * (features + classes),
        calls=27,
        inputs=rows * features,
    )


_KINDS = {"mlp": _mlp, "convnet": _convnet, "lstm": _lstm, "attention": _attention}
KINDS = tuple(_KINDS)
