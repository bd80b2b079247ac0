#!/usr/bin/env bash
# How fast the daemon is on this machine, beside what the same file work costs in C and beside Python with ONNX Runtime:
# prints a table of medians with ratios. Needs `make build`, a C compiler with libpng, and for the Python rival PyPI.
#   BENCH_ROUNDS=N (5)     BENCH_FOLDER=DIR (a temporary folder; name one on the disk to measure)
#   BENCH_ROWS="small batch large latency start" (all of them; also `waiting`: memory with 100,000 files, and `growth`:
#       a million files, long)    BENCH_GROWTH=N (1000000)
#   MNIST=DIR with t10k-images-idx3-ubyte.gz (drawn digits without it)
set -euo pipefail
# The defaults, whatever is set for a daemon of this machine.
unset "${!DIGITD_@}"
export DIGITD_CONFIG=/dev/null
here=$(cd "$(dirname "$0")/.." && pwd)
digitd=${DIGITD:-$here/.build/release/digitd}
[ -x "$digitd" ] || { echo "bench: $digitd is missing; run 'make build' first" >&2; exit 2; }
model=$here/Models/default.safetensors
venv=$here/Benchmarks/.venv-rivals
"$here/Benchmarks/venv.sh" "$here/Benchmarks/Rivals/requirements.txt" "$venv"
folder=$(mktemp -d "${BENCH_FOLDER:-${TMPDIR:-/tmp}}/digitd-bench.XXXXXX")
trap 'rm -rf "$folder"' EXIT

for program in limit drop; do
    # shellcheck disable=SC2046
    "${CC:-cc}" -O3 -o "$folder/$program" "$here/Benchmarks/Rivals/$program.c" $(pkg-config --cflags --libs libpng) -lpthread
done
"$digitd" model export --model "$model" --out "$folder/model.onnx" >&2
source=${MNIST:+$MNIST/t10k-images-idx3-ubyte.gz}
if [ -z "$source" ]; then
    source=$folder/drawn
    "$digitd" draw --out "$source" --count 1000 --look clean --sides 28-28 >&2
fi
"$venv/bin/python" "$here/Benchmarks/pictures.py" "$source" "$folder/pictures"
# shellcheck disable=SC2086
"$venv/bin/python" "$here/Benchmarks/throughput.py" "$digitd" "$model" "$folder/limit" "$folder/drop" "$folder/pictures" \
    "$folder" --onnx "$folder/model.onnx" --rounds "${BENCH_ROUNDS:-5}" --growth "${BENCH_GROWTH:-1000000}" \
    ${BENCH_ROWS:+--rows $BENCH_ROWS}
