#!/usr/bin/env bash
# Exports every model that ships to ONNX, and has the onnx package check the file and ONNX Runtime read 1,000 pictures
# with it: the probabilities must be those that digitd gives, to 0.0001. Makes a virtual environment in .build/onnx.
#   Scripts/verify-onnx.sh MNIST-FOLDER     the folder holds the IDX files of MNIST; its test part is read
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
[ $# -eq 1 ] || { echo "usage: verify-onnx.sh MNIST-FOLDER" >&2; exit 64; }
digitd=$here/.build/release/digitd
[ -x "$digitd" ] || { echo "verify-onnx: $digitd is missing; run 'make build' first" >&2; exit 2; }
images=$1/t10k-images-idx3-ubyte.gz labels=$1/t10k-labels-idx1-ubyte.gz
[ -r "$images" ] || { echo "verify-onnx: $images is missing; name the folder of MNIST's IDX files" >&2; exit 2; }
venv=$here/.build/onnx
packages=$(grep -E '^onnx(runtime)?==' "$here/Benchmarks/requirements.txt")
if [ "$(cat "$venv/packages" 2>/dev/null)" != "$packages" ]; then
    rm -rf "$venv"
    mkdir -p "$here/.build"
    python3 -m venv "$venv" >&2 || { echo "verify-onnx: no venv module; apt-get install python3-venv" >&2; exit 2; }
    # shellcheck disable=SC2086  # one word a package
    "$venv/bin/pip" install --quiet --disable-pip-version-check $packages >&2 \
        || { echo "verify-onnx: pip could not install" $packages >&2; exit 2; }
    echo "$packages" > "$venv/packages"
fi
work=$(mktemp -d "${TMPDIR:-/tmp}/digitd-onnx.XXXXXX")
trap 'rm -rf "$work"' EXIT
python3 "$here/Scripts/idx-to-png.py" "$images" "$labels" "$work/pictures" 1000
# An ONNX file looks at a picture once, so it is compared with a copy of the model that never looks again.
look_once() { # MODEL COPY
    python3 - "$1" "$2" <<'EOF'
import json, struct, sys
data = open(sys.argv[1], "rb").read()
(size,) = struct.unpack("<Q", data[:8])
header = json.loads(data[8 : 8 + size])
header["__metadata__"].pop("second_look", None)
text = json.dumps(header, separators=(",", ":")).encode()
open(sys.argv[2], "wb").write(struct.pack("<Q", len(text)) + text + data[8 + size :])
EOF
}
for model in "$here"/Models/*.safetensors; do
    name=$(basename "$model" .safetensors)
    "$digitd" model export --model "$model" --out "$work/$name.onnx"
    look_once "$model" "$work/$name.safetensors"
    "$digitd" classify --model "$work/$name.safetensors" --format ndjson "$work/pictures" > "$work/$name.ndjson"
    "$venv/bin/python" "$here/Scripts/verify-onnx.py" "$work/$name.onnx" "$work/$name.ndjson" "$images"
done
