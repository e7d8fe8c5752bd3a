"""A small convolutional net: convolution, ReLU, max pooling, twice; then a dense layer.

Images and feature maps are batch by channels by height by width, kernels outputs by inputs by
height by width. A convolution is what neural networks call so (a cross-correlation, the kernel not
flipped), without padding; pooling drops an odd last row or column.
"""

import numpy

from probes.inside.workloads import GradientDescent, digest_of, softmax_cross_entropy

NAME = "convnet"
SPEC = {
    "channels": 3,
    "size": 28,
    "kernel": 3,
    "first": 16,
    "second": 32,
    "classes": 10,
    "batch": 32,
    "batches": 8,
    "learning_rate": 0.05,
    "seed": 20170128,
}
#: What of it can be asked for in other sizes.
SIZES = ("channels", "size", "kernel", "first", "second", "classes", "batch")
#: Many maps run away at the plain rate, and what runs away blows rounding up.
SIZED_LEARNING_RATE = 0.001


def side(spec):
    """Return the height and width of the maps that reach the dense layer."""
    after_first = (spec["size"] - spec["kernel"] + 1) // 2
    return (after_first - spec["kernel"] + 1) // 2


def data(spec):
    """Return weights (float64) and batches (x: images, y: labels)."""
    state = numpy.random.RandomState(spec["seed"])
    channels, kernel, classes = spec["channels"], spec["kernel"], spec["classes"]
    first, second = spec["first"], spec["second"]
    flat = second * side(spec) ** 2

    def kernels(outputs, inputs):
        spread = numpy.sqrt(2.0 / (inputs * kernel * kernel))
        return state.standard_normal((outputs, inputs, kernel, kernel)) * spread

    weights = {
        "k1": kernels(first, channels),
        "b1": numpy.zeros(first),
        "k2": kernels(second, first),
        "b2": numpy.zeros(second),
        "w": state.standard_normal((flat, classes)) * numpy.sqrt(1.0 / flat),
        "b": numpy.zeros(classes),
    }
    images = (spec["batch"], channels, spec["size"], spec["size"])
    batches = [
        (
            state.standard_normal(images),
            state.randint(0, classes, spec["batch"]).astype("int64"),
        )
        for _ in range(spec["batches"])
    ]
    return {"weights": weights, "batches": batches}


digest = digest_of


class Reference(GradientDescent):
    """The network in NumPy, gradients by hand."""

    def loss_and_gradients(self, x, y):
        """Return the loss and its gradient by every parameter."""
        w = self.weights
        x = x.astype(self.dtype)
        columns1, maps1 = convolve(x, w["k1"], w["b1"])
        chosen1, pooled1 = pool(numpy.maximum(maps1, 0))
        columns2, maps2 = convolve(pooled1, w["k2"], w["b2"])
        chosen2, pooled2 = pool(numpy.maximum(maps2, 0))
        flat = pooled2.reshape(len(x), -1)
        loss, by_logits = softmax_cross_entropy(flat.dot(w["w"]) + w["b"], y)
        by_pooled2 = by_logits.dot(w["w"].T).reshape(pooled2.shape)
        by_maps2 = unpool(by_pooled2, chosen2, maps2.shape) * (maps2 > 0)
        by_k2, by_b2, by_pooled1 = unconvolve(by_maps2, columns2, w["k2"], pooled1.shape)
        by_maps1 = unpool(by_pooled1, chosen1, maps1.shape) * (maps1 > 0)
        by_k1, by_b1, _ = unconvolve(by_maps1, columns1, w["k1"], x.shape)
        return loss, {
            "k1": by_k1,
            "b1": by_b1,
            "k2": by_k2,
            "b2": by_b2,
            "w": flat.T.dot(by_logits),
            "b": by_logits.sum(axis=0),
        }


def convolve(x, kernels, bias):
    """Return the patches as columns (batch, inputs * height * width, places) and the maps."""
    outputs, inputs, height, width = kernels.shape
    rows, places = x.shape[2] - height + 1, x.shape[3] - width + 1
    patches = numpy.empty((len(x), inputs, height, width, rows, places), x.dtype)
    for i in range(height):
        for j in range(width):
            patches[:, :, i, j] = x[:, :, i : i + rows, j : j + places]
    columns = patches.reshape(len(x), inputs * height * width, rows * places)
    maps = numpy.matmul(kernels.reshape(outputs, -1), columns) + bias[:, None]
    return columns, maps.reshape(len(x), outputs, rows, places)


def unconvolve(by_maps, columns, kernels, shape):
    """Return the gradients by kernels, bias and input."""
    outputs, inputs, height, width = kernels.shape
    rows, places = by_maps.shape[2:]
    flat = by_maps.reshape(len(by_maps), outputs, -1)
    by_kernels = numpy.matmul(flat, columns.transpose(0, 2, 1)).sum(axis=0)
    by_columns = numpy.matmul(kernels.reshape(outputs, -1).T, flat)
    by_patches = by_columns.reshape(len(by_maps), inputs, height, width, rows, places)
    by_x = numpy.zeros(shape, by_maps.dtype)
    for i in range(height):
        for j in range(width):
            by_x[:, :, i : i + rows, j : j + places] += by_patches[:, :, i, j]
    return by_kernels.reshape(kernels.shape), by_maps.sum(axis=(0, 2, 3)), by_x


def windows(maps):
    """Return the maps as windows of two by two (..., rows, columns, 4)."""
    batch, channels, height, width = maps.shape
    even = maps[:, :, : height // 2 * 2, : width // 2 * 2]
    split = even.reshape(batch, channels, height // 2, 2, width // 2, 2)
    return split.transpose(0, 1, 2, 4, 3, 5).reshape(batch, channels, height // 2, width // 2, 4)


def pool(maps):
    """Return where in each window of two by two the largest is, and the largest."""
    found = windows(maps)
    return found.argmax(axis=4), found.max(axis=4)


def unpool(by_pooled, chosen, shape):
    """Return the gradient by what was pooled: it goes to the largest of each window."""
    batch, channels, rows, columns = by_pooled.shape
    by_windows = (chosen[..., None] == numpy.arange(4)) * by_pooled[..., None]
    split = by_windows.reshape(batch, channels, rows, columns, 2, 2).transpose(0, 1, 2, 4, 3, 5)
    by_maps = numpy.zeros(shape, by_pooled.dtype)
    by_maps[:, :, : rows * 2, : columns * 2] = split.reshape(batch, channels, rows * 2, columns * 2)
    return by_maps
