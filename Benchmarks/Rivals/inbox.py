"""What people would write instead: a folder of PNG files read with Pillow and ONNX Runtime, in batches of 64.

   inbox.py MODEL.onnx ROOT once     what lies in ROOT/inbox, by two processes with a thread each; prints the files, and
                                     the seconds and the processor's seconds from the moment both had loaded the model
   inbox.py MODEL.onnx ROOT watch    one process, woken by inotify; prints "ready" once it listens

Results are written aside and renamed, originals renamed into ROOT/processed; nothing is synced.
"""
import datetime
import json
import multiprocessing
import os
import sys
import time

import numpy as np
import onnxruntime as ort
from PIL import Image

BATCH = 64
PROCESSES = 2


class Reader:
    def __init__(self, model, root):
        self.inbox, self.results, self.processed = (
            os.path.join(root, name) for name in ("inbox", "results", "processed")
        )
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self.input = self.session.get_inputs()[0]
        self.predict(np.zeros((1, 28, 28), np.float32))

    def predict(self, pictures):
        shape = [size if isinstance(size, int) and index else len(pictures) for index, size in enumerate(self.input.shape)]
        logits = self.session.run(None, {self.input.name: pictures.reshape(shape)})[0]
        logits = logits.reshape(len(pictures), -1)[:, :10]
        exponentials = np.exp(logits - logits.max(1, keepdims=True))
        return exponentials / exponentials.sum(1, keepdims=True)

    def load(self, name):
        with Image.open(os.path.join(self.inbox, name)) as picture:
            size = picture.size
            grey = picture.convert("L")
            if grey.size != (28, 28):
                grey = grey.resize((28, 28), Image.BOX)
            return np.asarray(grey, dtype=np.float32) / 255, size

    def write(self, name, probabilities, size):
        result = {
            "file": name,
            "status": "ok",
            "digit": int(probabilities.argmax()),
            "confidence": round(float(probabilities.max()), 6),
            "probabilities": [round(float(value), 6) for value in probabilities],
            "model": "8f14e45fceea167a",
            "width": size[0],
            "height": size[1],
            "at": datetime.datetime.now(datetime.timezone.utc).isoformat(),
        }
        aside = os.path.join(self.results, f".{name}.tmp")
        with open(aside, "w") as file:
            json.dump(result, file)
        os.replace(aside, os.path.join(self.results, name + ".json"))
        os.rename(os.path.join(self.inbox, name), os.path.join(self.processed, name))

    def read(self, names):
        pictures, sizes = zip(*(self.load(name) for name in names))
        for name, probabilities, size in zip(names, self.predict(np.stack(pictures)), sizes):
            self.write(name, probabilities, size)


def serve(model, root, batches, loaded):
    reader = Reader(model, root)
    # What loading took does not count.
    start = time.process_time()
    loaded.put(None)
    while (names := batches.get()) is not None:
        reader.read(names)
    loaded.put(time.process_time() - start)


def once(model, root):
    context = multiprocessing.get_context("spawn")
    batches, loaded = context.Queue(), context.Queue()
    workers = [context.Process(target=serve, args=(model, root, batches, loaded)) for _ in range(PROCESSES)]
    for worker in workers:
        worker.start()
    for _ in workers:
        loaded.get()
    start, processor = time.perf_counter(), time.process_time()
    names = [name for name in os.listdir(os.path.join(root, "inbox")) if name.endswith(".png")]
    for first in range(0, len(names), BATCH):
        batches.put(names[first : first + BATCH])
    for _ in workers:
        batches.put(None)
    used = sum(loaded.get() for _ in workers)
    print(len(names), time.perf_counter() - start, used + time.process_time() - processor)
    for worker in workers:
        worker.join()


def watch(model, root):
    from inotify_simple import INotify, flags

    reader = Reader(model, root)
    watcher = INotify()
    watcher.add_watch(reader.inbox, flags.MOVED_TO | flags.CLOSE_WRITE)
    print("ready", flush=True)
    names = [name for name in os.listdir(reader.inbox) if name.endswith(".png")]
    while True:
        for first in range(0, len(names), BATCH):
            reader.read(names[first : first + BATCH])
        names = [event.name for event in watcher.read() if event.name.endswith(".png")]


if __name__ == "__main__":
    model, root, mode = sys.argv[1:]
    for name in ("inbox", "results", "processed"):
        os.makedirs(os.path.join(root, name), exist_ok=True)
    (once if mode == "once" else watch)(model, root)
