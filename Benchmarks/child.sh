#!/usr/bin/env bash
# What decoding each picture in a confined child would cost, beside decoding it where it is read (Benchmarks/child.c):
# pictures of 28x28, and of 120 to 512 a side. Needs `make build` and a C compiler with libpng.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
digitd=${DIGITD:-$here/.build/release/digitd}
[ -x "$digitd" ] || { echo "child: $digitd is missing; run 'make build' first" >&2; exit 2; }
folder=$(mktemp -d "${TMPDIR:-/tmp}/digitd-child.XXXXXX")
trap 'rm -rf "$folder"' EXIT
# shellcheck disable=SC2046
"${CC:-cc}" -O2 -o "$folder/child" "$here/Benchmarks/child.c" $(pkg-config --cflags --libs libpng)
"$digitd" draw --out "$folder/small" --count 20 --look clean --sides 28-28 >&2
"$digitd" draw --out "$folder/large" --count 10 --sides 120-512 >&2
for ahead in 1 8; do "$folder/child" 50 "$ahead" "$folder"/small/?/*.png; done
for ahead in 1 8; do "$folder/child" 3 "$ahead" "$folder"/large/?/*.png; done
