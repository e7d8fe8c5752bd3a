"""One large linear map fitted by least squares: two matrix products a step, and little else.

The machine's ceiling: whoever is slow here is slow by its matrix product.
"""

import numpy

from probes.inside.workloads import GradientDescent, digest_of

NAME = "matmul"
SPEC = {
    "inputs": 512,
    "outputs": 512,
    "batch": 512,
    "batches": 4,
    "learning_rate": 10.0,
    "seed": 20170202,
}


def data(spec):
    """Return weights (float64, inputs by outputs) and batches (x and y: batch by features)."""
    state = numpy.random.RandomState(spec["seed"])
    inputs, outputs = spec["inputs"], spec["outputs"]
    weights = {"w": state.standard_normal((inputs, outputs)) * numpy.sqrt(1.0 / inputs)}
    batches = [
        (
            state.standard_normal((spec["batch"], inputs)),
            state.standard_normal((spec["batch"], outputs)),
        )
        for _ in range(spec["batches"])
    ]
    return {"weights": weights, "batches": batches}


digest = digest_of


class Reference(GradientDescent):
    """The map in NumPy: the loss is the mean square of all residuals."""

    def loss_and_gradients(self, x, y):
        """Return the loss and its gradient."""
        x, y = x.astype(self.dtype), y.astype(self.dtype)
        residual = x.dot(self.weights["w"]) - y
        return (residual**2).mean(), {"w": x.T.dot(residual) * self.dtype(2.0 / residual.size)}
