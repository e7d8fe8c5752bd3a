"""JAX tries the capabilities, as its documentation does them."""

import os

import jax
import jax.numpy as jnp
import numpy
from jax import nn

from probes.inside.frameworks import Refused, jax_, package


def gpu(given, device, folder):
    """Multiply on the first GPU."""
    if "cuda" not in jax_.devices():
        raise Refused("jax.default_backend() is %r" % jax.default_backend())
    there = jax.devices("cuda")[0]
    a, b = (jax.device_put(given[name], there) for name in ("a", "b"))
    return {"product": numpy.array(a @ b), "device": there.device_kind}


def dynamic_control_flow(given, device, folder):
    """Ordinary loops and conditions, differentiated by jax.value_and_grad, without jit."""

    def program(matrices, vector):
        state = vector
        while (state**2).sum() < given["limit"]:
            state = state @ (matrices["up"] if state.sum() > 0 else matrices["down"])
        return (state**2).sum()

    matrices = {name: jnp.array(given[name]) for name in ("up", "down")}
    found = []
    for vector in given["vectors"]:
        value, by = jax.value_and_grad(program)(matrices, jnp.array(vector))
        found.append((float(value), numpy.array(by["up"]), numpy.array(by["down"])))
    return found


def higher_order_gradients(given, device, folder):
    """jax.grad within jax.value_and_grad."""

    def total(x, w):
        return (jnp.tanh(x @ w["w1"]) @ w["w2"]).sum()

    def penalty(w, x):
        return (jax.grad(total)(x, w) ** 2).sum()

    weights = {name: jnp.array(given[name]) for name in ("w1", "w2")}
    value, by = jax.jit(jax.value_and_grad(penalty))(weights, given["x"])
    return {"penalty": float(value), "w1": numpy.array(by["w1"]), "w2": numpy.array(by["w2"])}


def mixed_precision(given, device, folder):
    """Weights and inputs are cast to bfloat16 before the products: JAX has no switch of its own."""
    kinds, rate = set(), given["spec"]["learning_rate"]

    def loss_of(w, x, y):
        half = {name: w[name].astype(jnp.bfloat16) for name in w}
        logits = jax_.mlp(half, x.astype(jnp.bfloat16), given["spec"])
        kinds.add(str(logits.dtype))
        return jax_.cross_entropy(logits.astype(jnp.float32), y)

    @jax.jit
    def step(w, x, y):
        loss, by = jax.value_and_grad(loss_of)(w, x, y)
        return jax.tree.map(lambda weight, slope: weight - rate * slope, w, by), loss

    weights = {name: jnp.array(given["weights"][name]) for name in given["weights"]}
    losses = []
    for x, y in given["batches"]:
        weights, loss = step(weights, x, y)
        losses.append(float(loss))
    (kind,) = kinds
    return {"losses": losses, "computed_in": kind, "weights_in": str(weights["w1"].dtype)}


def _outputs(weights, x):
    return numpy.array(jax_.mlp(weights, x, None))


def save_and_load(given, device, folder):
    """jnp.save and jnp.load of each array: JAX itself has no format for models."""
    first = {name: jnp.array(given["weights"][name]) for name in given["weights"]}
    second = {name: jnp.zeros_like(first[name]) for name in first}
    before = _outputs(second, given["x"])
    for name in first:
        jnp.save(os.path.join(folder, name + ".npy"), first[name])
    for name in second:
        second[name] = jnp.load(os.path.join(folder, name + ".npy"))
    return {
        "saved": _outputs(first, given["x"]),
        "before": before,
        "loaded": _outputs(second, given["x"]),
        "by": "jnp.save of each array",
    }


def onnx_export(given, device, folder):
    """jax2onnx.to_onnx: JAX has no exporter of its own."""
    converter = package("jax2onnx", "JAX's way to ONNX")
    path = os.path.join(folder, "model.onnx")
    weights = {name: jnp.array(given["weights"][name]) for name in given["weights"]}
    shape = jax.ShapeDtypeStruct(given["x"].shape, jnp.float32)
    converter.to_onnx(
        lambda x: jax_.mlp(weights, x, None), [shape], return_mode="file", output_path=path
    )
    return {"path": path, "by": "jax2onnx"}


def two_devices():
    """Return two GPUs, else two virtual CPU devices; before anything is computed."""
    jax.config.update("jax_num_cpu_devices", 2)  # JAX makes its devices once
    gpus = jax.devices("cuda") if "cuda" in jax_.devices() else []
    return gpus[:2] if len(gpus) > 1 else jax.devices("cpu")[:2]


def data_parallel(given, device, folder):
    """A batch sharded over a mesh of two devices, the weights on both; jit does the rest."""
    mesh = jax.make_mesh((2,), ("batch",), devices=two_devices())
    halves = jax.NamedSharding(mesh, jax.P("batch"))
    both = jax.NamedSharding(mesh, jax.P())
    weights = jax.device_put(given["weights"], both)
    x, y = jax.device_put((given["x"], given["y"]), halves)
    rate = given["spec"]["learning_rate"]

    @jax.jit
    def step(w, x, y):
        def loss_of(w):
            return jax_.cross_entropy(jax_.mlp(w, x, None), y)

        loss, by = jax.value_and_grad(loss_of)(w)
        return jax.tree.map(lambda weight, slope: weight - rate * slope, w, by), loss

    after, loss = step(weights, x, y)
    shares = [shard.device for shard in x.addressable_shards if len(shard.data) < len(given["x"])]
    return {
        "devices": [str(share) for share in shares],
        "loss": float(loss),
        "weights": {name: numpy.array(after[name]) for name in after},
        "by": "jit with a NamedSharding",
    }


def deterministic_reruns(given, device, folder):
    """Keys are explicit: jax.random.key."""
    spec = given["spec"]
    inputs, hidden, classes = spec["inputs"], spec["hidden"], spec["classes"]

    def logits_of(w, x, key):
        active = nn.relu(x @ w["w1"] + w["b1"])
        kept = jax.random.bernoulli(key, 1 - given["dropped"], active.shape)
        return jnp.where(kept, active / (1 - given["dropped"]), 0) @ w["w2"] + w["b2"]

    @jax.jit
    def step(w, x, y, key):
        by = jax.grad(lambda w: jax_.cross_entropy(logits_of(w, x, key), y))(w)
        rate = spec["learning_rate"]
        return jax.tree.map(lambda weight, slope: weight - rate * slope, w, by)

    def run(seed):
        key, first, second = jax.random.split(jax.random.key(seed), 3)
        scaled = nn.initializers.glorot_uniform()
        w = {"w1": scaled(first, (inputs, hidden)), "b1": jnp.zeros(hidden)}
        w = dict(w, w2=scaled(second, (hidden, classes)), b2=jnp.zeros(classes))
        for x, y in given["batches"]:
            key, dropout = jax.random.split(key)
            w = step(w, x, y, dropout)
        return [numpy.array(w[name]) for name in sorted(w)]

    return [run(seed) for seed in given["seeds"]]
