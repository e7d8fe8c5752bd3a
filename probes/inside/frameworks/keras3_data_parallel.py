"""Data parallel with Keras 3, by each backend's means, as Keras' guides to it show."""

import keras
from keras import layers, ops

NAMES = ("w1", "b1", "w2", "b2")


def perceptron(given, hidden=layers.Dense):
    """Return dense (of the class ``hidden``), ReLU, dense with the given weights, compiled."""
    spec = given["spec"]
    parts = [hidden(spec["hidden"], activation="relu"), layers.Dense(spec["classes"])]
    model = keras.Sequential([keras.Input((spec["inputs"],)), *parts])
    model.set_weights([given["weights"][name] for name in NAMES])
    model.compile(
        optimizer=keras.optimizers.SGD(spec["learning_rate"]),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    return model


def one_step(model, given):
    """Train one epoch of one batch; return its loss."""
    history = model.fit(
        given["x"], given["y"], batch_size=len(given["y"]), epochs=1, shuffle=False, verbose=0
    )
    return history.history["loss"][0]


def weights_of(model):
    """Return the weights by the workload's names."""
    return dict(zip(NAMES, (ops.convert_to_numpy(one) for one in model.trainable_variables)))


def on_tensorflow(given, device, folder):
    """tf.distribute.MirroredStrategy around the model; fit deals the batch out."""
    import tensorflow as tf

    from probes.inside.frameworks.tensorflow_capabilities import short_name, two_devices

    devices = []

    class Noting(layers.Dense):
        """A dense layer that notes on which device each replica of it is traced."""

        def call(self, inputs, **options):
            replica = tf.distribute.get_replica_context()
            if replica is not None:
                (own,) = replica.devices
                devices.append(short_name(own if isinstance(own, str) else own[0]))
            return super().call(inputs, **options)

    strategy = tf.distribute.MirroredStrategy(two_devices())
    with strategy.scope():
        model = perceptron(given, Noting)
    devices.clear()  # the model was called on one device while it was made
    loss = one_step(model, given)
    by = "MirroredStrategy and fit"
    return {"devices": devices, "loss": loss, "weights": weights_of(model), "by": by}


def on_jax(given, device, folder):
    """keras.distribution.DataParallel, and fit."""
    import jax

    from probes.inside.frameworks.jax_capabilities import two_devices

    names = ["%s:%d" % (one.platform, one.id) for one in two_devices()]
    spread = keras.distribution.DataParallel(devices=names)
    keras.distribution.set_distribution(spread)
    model = perceptron(given)
    loss = one_step(model, given)
    layout = spread.get_data_layout(given["x"].shape)
    parts = keras.distribution.distribute_tensor(jax.numpy.array(given["x"]), layout)
    halves = [part for part in parts.addressable_shards if len(part.data) < len(given["x"])]
    return {
        "devices": [str(half.device) for half in halves],
        "loss": loss,
        "weights": weights_of(model),
        "by": "keras.distribution.DataParallel and fit",
    }


def on_torch(given, device, folder):
    """PyTorch's DistributedDataParallel around the model, which is a torch.nn.Module."""
    from probes.inside.frameworks import torch_halves

    def make(device):
        model = perceptron(given).to(device)
        return model, lambda: weights_of(model)

    return torch_halves.train(make, given, device, folder)
