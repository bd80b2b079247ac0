"""Times digitd's engine beside ONNX Runtime and PyTorch: same machine, network, batch and number of threads, float32.

   speed.py ENGINEBENCH MODEL.safetensors MODEL.onnx RECIPE.json [ROUNDS [SECONDS]]

One process a side, each measured in turn for SECONDS (A B A B ...), ROUNDS times; a figure is the median over the rounds
of the medians within them. Prints the table as Markdown.
"""
import json
import platform
import statistics
import subprocess
import sys
import time

import numpy as np
import onnx.utils
import onnxruntime as ort
import torch

# Seconds between two sides, in which threads that wait for more work by spinning go to sleep.
REST = 0.05
BARS = {"inference, batch 1": (1.25, 2.3), "inference, batch 256": (1.05, 1.5), "training step, batch 64": (1.3, 1.8)}


class Digitd:
    """digitd's engine, which answers each request with the seconds of one call."""

    def __init__(self, program, model, recipe):
        self.process = subprocess.Popen(
            [program, model, recipe], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, request):
        self.process.stdin.write(request + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            sys.exit("speed: the engine ended; see what it said above")
        return answer.strip()


def median_seconds(seconds, call):
    """The median time of one call, called for `seconds`, after a few calls that don't count."""
    for _ in range(3):
        call()
    times, end = [], time.perf_counter() + seconds
    while time.perf_counter() < end or len(times) < 5:
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def onnx_runtime(path, batch, threads):
    """Ways to run the model in ONNX Runtime, by name: the faster one counts."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.execution_mode = ort.ExecutionMode.ORT_SEQUENTIAL
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_ALL
    session = ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    pixels = np.random.default_rng(1).random((batch, 1, 28, 28), dtype=np.float32)
    binding = session.io_binding()
    binding.bind_cpu_input("pixels", pixels)
    binding.bind_ortvalue_output("logits", ort.OrtValue.ortvalue_from_numpy(np.zeros((batch, 10), np.float32)))
    return {
        "run": lambda: session.run(None, {"pixels": pixels}),
        "bound": lambda: session.run_with_iobinding(binding),
    }


def torch_network(layers):
    """The recipe's layers in PyTorch, as they are trained: batch normalisation not folded away."""
    modules, channels, side = [], 1, 28
    for layer in layers:
        kind, *rest = layer.split()
        if kind == "conv":
            outputs, kernel, padding = int(rest[0]), int(rest[1].split("x")[0]), int(rest[3]) if len(rest) > 2 else 0
            modules.append(torch.nn.Conv2d(channels, outputs, kernel, padding=padding))
            channels, side = outputs, side + 2 * padding - kernel + 1
        elif kind == "dense":
            if side:
                modules.append(torch.nn.Flatten())
                channels, side = channels * side * side, 0
            modules.append(torch.nn.Linear(channels, int(rest[0])))
            channels = int(rest[0])
        elif kind == "maxpool":
            modules.append(torch.nn.MaxPool2d(2))
            side //= 2
        elif kind == "batchnorm":
            modules.append(torch.nn.BatchNorm2d(channels) if side else torch.nn.BatchNorm1d(channels))
        elif kind == "dropout":
            modules.append(torch.nn.Dropout(float(rest[0])))
        else:
            modules.append({"relu": torch.nn.ReLU, "sigmoid": torch.nn.Sigmoid, "tanh": torch.nn.Tanh}[kind]())
    return torch.nn.Sequential(*modules)


def pytorch(recipe, batch, channels_last):
    """One training step of the recipe's network and optimiser."""
    torch.manual_seed(1)
    network = torch_network(recipe["layers"])
    pixels = torch.rand(batch, 1, 28, 28)
    if channels_last:
        network = network.to(memory_format=torch.channels_last)
        pixels = pixels.contiguous(memory_format=torch.channels_last)
    labels = torch.arange(batch) % 10
    settings = recipe["optimizer"]
    optimizer = torch.optim.SGD(
        network.parameters(), lr=0.001, momentum=settings["momentum"], weight_decay=settings["decay"], nesterov=True
    )
    loss = torch.nn.CrossEntropyLoss()

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss(network(pixels), labels).backward()
        optimizer.step()

    return step


def compare(digitd, request, rivals, rounds, seconds):
    """Seconds a call: digitd's, and those of each rival by name."""
    own, others = [], {name: [] for name in rivals}
    for _ in range(rounds):
        own.append(float(digitd.ask(f"{request} {seconds}")))
        for name, call in rivals.items():
            time.sleep(REST)
            others[name].append(median_seconds(seconds, call))
        time.sleep(REST)
    return statistics.median(own), {name: statistics.median(times) for name, times in others.items()}


def main():
    program, model, onnx_model, recipe_path = sys.argv[1:5]
    rounds = int(sys.argv[5]) if len(sys.argv) > 5 else 7
    seconds = float(sys.argv[6]) if len(sys.argv) > 6 else 0.25
    with open(recipe_path) as file:
        recipe = json.load(file)
    # The outputs that digitd's engine gives, without what comes after them.
    logits = onnx_model.removesuffix(".onnx") + ".logits.onnx"
    onnx.utils.extract_model(onnx_model, logits, ["pixels"], ["logits"])
    digitd = Digitd(program, model, recipe_path)
    torch.set_num_threads(2)

    print(f"digitd ({digitd.ask('kernels')} kernels), ONNX Runtime {ort.__version__}, PyTorch {torch.__version__},")
    print(f"Python {platform.python_version()}; medians of {rounds} rounds of {seconds} s a side, images a second\n")
    print("| work | threads | digitd | rival | rival's | ratio | bar | aim |")
    print("|---|---|---|---|---|---|---|---|")
    works = [
        ("inference, batch 1", "inference", 1, 1, "ONNX Runtime", onnx_runtime(logits, 1, 1)),
        ("inference, batch 256", "inference", 256, 2, "ONNX Runtime", onnx_runtime(logits, 256, 2)),
        (
            "training step, batch 64", "training", 64, 2, "PyTorch",
            {"default": pytorch(recipe, 64, False), "channels last": pytorch(recipe, 64, True)},
        ),
    ]
    for work, kind, batch, threads, rival, ways in works:
        own, others = compare(digitd, f"{kind} {batch} {threads}", ways, rounds, seconds)
        best = min(others, key=others.get)
        bar, aim = BARS[work]
        rest = ", ".join(f"{way} {batch / time:,.0f}" for way, time in others.items() if way != best)
        print(
            f"| {work} | {threads} | {batch / own:,.0f} | {rival}, {best} ({rest}) | {batch / others[best]:,.0f} "
            f"| {others[best] / own:.2f} | {bar} | {aim} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
