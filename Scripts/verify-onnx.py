"""Compares what ONNX Runtime makes of an exported model with digitd's results, picture by picture.

usage: verify-onnx.py MODEL.onnx RESULTS.ndjson IMAGES-idx3-ubyte.gz

The results are those of pictures named INDEX-LABEL.png, INDEX being a picture's place in the IDX file, by a model that
looks once. Ends with 1 where a probability differs by more than 0.0001, or where the batch's size changes anything.
"""
import gzip
import json
import os
import sys

import numpy as np
import onnx
import onnxruntime as ort

TOLERANCE = 1e-4


def main():
    path, results, images = sys.argv[1:4]
    onnx.checker.check_model(path, full_check=True)
    data = gzip.open(images).read()
    pictures = np.frombuffer(data, np.uint8, offset=16).reshape(-1, 1, 28, 28).astype(np.float32) / 255
    places, expected = [], []
    with open(results) as lines:
        for line in lines:
            result = json.loads(line)
            places.append(int(os.path.basename(result["file"]).split("-")[0]))
            expected.append(result["probabilities"])
    session = ort.InferenceSession(path, providers=["CPUExecutionProvider"])
    found = session.run(["probabilities"], {"pixels": pictures[places]})[0]
    single = session.run(["probabilities"], {"pixels": pictures[places[:1]]})[0]
    worst = float(np.abs(found - np.array(expected)).max())
    good = worst <= TOLERANCE and float(np.abs(found[:1] - single).max()) <= TOLERANCE
    print(
        f"{os.path.basename(path)}: checked by onnx {onnx.__version__}; {len(places)} pictures, the probabilities of "
        f"ONNX Runtime {ort.__version__} differ by at most {worst:.1e}" + ("" if good else f", more than {TOLERANCE}")
    )
    sys.exit(0 if good else 1)


main()
