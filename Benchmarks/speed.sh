#!/usr/bin/env bash
# digitd's engine beside ONNX Runtime and PyTorch on this machine: prints a table. Installs both from PyPI (versions in
# requirements.txt; PyTorch is large) into Benchmarks/.venv the first time. Needs `make build`.
#   BENCH_ROUNDS=N (7)   BENCH_SECONDS=S (0.25), for each side of each round
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
digitd=$here/.build/release/digitd
[ -x "$digitd" ] || { echo "bench: $digitd is missing; run 'make build' first" >&2; exit 2; }
venv=$here/Benchmarks/.venv
"$here/Benchmarks/venv.sh" "$here/Benchmarks/requirements.txt" "$venv"
build=$here/.build/benchmarks
"${SWIFT:-swift}" build -c release --package-path "$here/Benchmarks" --scratch-path "$build" --product EngineBench >&2
work=$(mktemp -d "${TMPDIR:-/tmp}/digitd-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
"$digitd" model export --model "$here/Models/default.safetensors" --out "$work/default.onnx"
"$venv/bin/python" "$here/Benchmarks/speed.py" "$build/release/EngineBench" "$here/Models/default.safetensors" \
    "$work/default.onnx" "$here/Models/default.recipe.json" "${BENCH_ROUNDS:-7}" "${BENCH_SECONDS:-0.25}"
