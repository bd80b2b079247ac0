#!/usr/bin/env bash
# How many files a second the daemon reads on this machine: draws small pictures, then times `digitd run --once` over
# them. Prints a table; figures are medians.
#   BENCH_FILES=N (2000)   BENCH_RUNS=N (3)   BENCH_FOLDER=DIR (a temporary folder; name one on the disk to measure)
set -euo pipefail
cd "$(dirname "$0")/.."
digitd=.build/release/digitd
[ -x "$digitd" ] || { echo "bench: $digitd is missing; run 'make build' first" >&2; exit 2; }
files=${BENCH_FILES:-2000}
runs=${BENCH_RUNS:-3}
folder=$(mktemp -d "${BENCH_FOLDER:-${TMPDIR:-/tmp}}/digitd-bench.XXXXXX")
trap 'rm -rf "$folder"' EXIT

"$digitd" draw --out "$folder/drawn" --count $(((files + 9) / 10)) --look clean --sides 28-28
count=$(find "$folder/drawn" -type f | wc -l)
printf '%-12s %10s %12s\n' durability files files/s
for durability in none batch; do
    for ((run = 0; run < runs; run++)); do
        root=$folder/root
        mkdir -p "$root/inbox"
        cp -r "$folder/drawn/." "$root/inbox/"
        sync -f "$root"
        start=$(date +%s%N)
        "$digitd" run --once --root "$root" --durability "$durability" --log-level warning
        end=$(date +%s%N)
        echo $((count * 1000000000 / (end - start)))
        rm -rf "$root"
    done | sort -n | awk -v n="$count" -v d="$durability" \
        '{ a[NR] = $1 } END { printf "%-12s %10d %12d\n", d, n, a[int((NR + 1) / 2)] }'
done
