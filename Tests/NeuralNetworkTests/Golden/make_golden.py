#!/usr/bin/env python3
"""Writes golden.json: small networks with outputs, cost and gradients from an independent implementation.

The networks are written down here once more with JAX in 64-bit floats, and JAX finds the gradients itself.
Weights and pixels are random numbers that a 32-bit float holds exactly.

    python3 -m venv venv && venv/bin/pip install jax==0.10.2 && venv/bin/python make_golden.py
"""

import json
import pathlib

import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_enable_x64", True)
random = np.random.default_rng(20260131)


def exact(*shape, scale):
    return np.float32(random.normal(0, scale, shape)).astype(np.float64)


def convolution(x, w, b, padding):
    return b + jax.lax.conv_general_dilated(
        x, w, (1, 1), [(padding, padding)] * 2, dimension_numbers=("NHWC", "HWIO", "NHWC"))


def max_pooling(x):
    return jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")


def batch_normalization(x, gamma, beta):
    mean, variance = x.mean((0, 1, 2)), x.var((0, 1, 2))
    return gamma * (x - mean) / jnp.sqrt(variance + 1e-5) + beta


def dense(x, w, b):
    return x.reshape(len(x), -1) @ w + b


def picture_network(p, x):
    x = batch_normalization(convolution(x, p["conv1.weight"], p["conv1.bias"], 1), p["norm1.weight"], p["norm1.bias"])
    x = max_pooling(jax.nn.relu(x))
    x = jax.nn.relu(convolution(x, p["conv2.weight"], p["conv2.bias"], 0))
    return dense(x, p["dense1.weight"], p["dense1.bias"])


def classic_network(p, x):
    for layer in ("dense1", "dense2", "dense3"):
        x = jax.nn.sigmoid(dense(x, p[layer + ".weight"], p[layer + ".bias"]))
    return x


def cross_entropy(z, t):
    return -(t * jax.nn.log_softmax(z)).sum(1).mean()


def squared_error(a, t):
    return ((a - t) ** 2).sum(1).mean()


def case(name, layers, loss, cost, network, side, images, shapes):
    parameters = {key: exact(*shape, scale=0.5) for key, shape in shapes.items()}
    x = np.float32(random.random((images, side, side, 1))).astype(np.float64)
    targets = np.zeros((images, 10))
    targets[np.arange(images), random.integers(0, 10, images)] = 0.75
    targets[:, 4] += 0.25
    value, gradients = jax.value_and_grad(lambda p: cost(network(p, x), targets))(parameters)

    def flat(array):
        return [float(f"{number:.9g}") for number in np.asarray(array).ravel()]

    return {
        "name": name, "layers": layers, "loss": loss, "side": side, "images": images,
        "pixels": flat(x), "targets": flat(targets), "outputs": flat(network(parameters, x)), "cost": float(value),
        "parameters": {key: flat(array) for key, array in parameters.items()},
        "gradients": {key: flat(array) for key, array in gradients.items()},
    }


cases = [
    case("picture", "conv 3 3x3 pad 1; batchnorm; relu; maxpool; conv 4 2x2; relu; dense 10",
         "softmax-cross-entropy", cross_entropy, picture_network, 7, 4,
         {"conv1.weight": (3, 3, 1, 3), "conv1.bias": (3,), "norm1.weight": (3,), "norm1.bias": (3,),
          "conv2.weight": (2, 2, 3, 4), "conv2.bias": (4,), "dense1.weight": (16, 10), "dense1.bias": (10,)}),
    case("classic", "dense 6; sigmoid; dense 5; sigmoid; dense 10; sigmoid",
         "squared-error", squared_error, classic_network, 4, 3,
         {"dense1.weight": (16, 6), "dense1.bias": (6,), "dense2.weight": (6, 5), "dense2.bias": (5,),
          "dense3.weight": (5, 10), "dense3.bias": (10,)}),
]
text = ",\n".join("{" + ",\n ".join(f"{json.dumps(key)}: {json.dumps(value[key])}" for key in value) + "}" for value in cases)
pathlib.Path(__file__).with_name("golden.json").write_text(f"[{text}]\n")
