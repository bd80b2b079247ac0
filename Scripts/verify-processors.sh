#!/usr/bin/env bash
# digitd on processors that this machine isn't: reads the pictures of Samples/ with each instruction set the processor
# has, then on emulated processors without AVX-512 and without AVX2, where one wrong instruction would end it; and
# compiles the C for arm64. All readings must agree with the usual ones, to 0.0001.
# Needs `make build`, python3, qemu-user and libc6-dev-arm64-cross, and the clang of the Swift toolchain.
set -euo pipefail
cd "$(dirname "$0")/.."
digitd=.build/release/digitd
[ -x "$digitd" ] || { echo "verify-processors: $digitd is missing; run 'make build' first" >&2; exit 2; }
for tool in qemu-x86_64:qemu-user clang:clang python3:python3; do
    command -v "${tool%%:*}" >/dev/null \
        || { echo "verify-processors: ${tool%%:*} is missing; apt-get install ${tool#*:}" >&2; exit 2; }
done
arm=/usr/aarch64-linux-gnu/include
[ -d "$arm" ] || { echo "verify-processors: $arm is missing; apt-get install libc6-dev-arm64-cross" >&2; exit 2; }
work=$(mktemp -d "${TMPDIR:-/tmp}/digitd-processors.XXXXXX")
trap 'rm -rf "$work"' EXIT

read_samples() { # NAME COMMAND...
    local name=$1
    shift
    # qemu says which other features it can't emulate; the processors are chosen for those it can.
    local status=0
    "$@" "$digitd" classify --model default --format ndjson Samples > "$work/$name" 2> "$work/errors" || status=$?
    # 1: some samples are there to be rejected.
    [ $status -le 1 ] \
        || { echo "$name: ended with $status: $(grep -v 'TCG doesn' "$work/errors" | tail -1)" >&2; exit 1; }
    python3 - "$name" "$work/usual" "$work/$name" <<'PYTHON'
import json, sys
name, usual, other = sys.argv[1:]
pairs = [[json.loads(line) for line in open(path)] for path in (usual, other)]
assert len(pairs[0]) == len(pairs[1]) > 0, "another number of results"
worst = 0.0
for a, b in zip(*pairs):
    assert (a["file"], a["status"], a.get("digit")) == (b["file"], b["status"], b.get("digit")), (a, b)
    worst = max([worst] + [abs(x - y) for x, y in zip(a.get("probabilities", []), b.get("probabilities", []))])
print(f"{name.ljust(24)} {len(pairs[0])} results agree, probabilities to {worst:.1e}")
sys.exit(worst > 1e-4)
PYTHON
}

"$digitd" classify --model default --format ndjson Samples > "$work/usual" || [ $? -eq 1 ]
for level in portable avx2 avx512; do
    if DIGITD_KERNELS=$level "$digitd" settings > /dev/null 2> "$work/errors"; then
        read_samples "$level" env DIGITD_KERNELS=$level
    else
        echo "$level: $(cat "$work/errors")"
    fi
done
read_samples "Nehalem, no AVX" qemu-x86_64 -cpu Nehalem
read_samples "Haswell, no AVX-512" qemu-x86_64 -cpu Haswell
for source in Sources/*/*.c; do
    clang --target=aarch64-linux-gnu -isystem "$arm" -O2 -S -I"$(dirname "$source")/include" "$source" -o "$work/arm.s"
    if grep -qiE '[xyz]mm[0-9]|_avx' "$work/arm.s"; then echo "$source: x86 code in the build for arm64" >&2; exit 1; fi
done
echo "arm64                    every C file compiles, without x86 code"
