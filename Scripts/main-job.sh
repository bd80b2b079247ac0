#!/usr/bin/env bash
# Shows the main job on hard ground, on a fresh root each: five bad files among good ones, and teaching a running daemon.
#   Scripts/main-job.sh [MNIST]      MNIST: a folder of its IDX files, to see what teaching costs there
# Ends with 1 at the first thing that is not as promised.
set -euo pipefail
# The defaults, whatever is set for a daemon of this machine.
unset "${!DIGITD_@}"
export DIGITD_CONFIG=/dev/null
here=$(cd "$(dirname "$0")/.." && pwd)
digitd=$here/.build/release/digitd
mnist=${1:-}
[ -x "$digitd" ] || { echo "main-job: $digitd is missing; run 'make build' first" >&2; exit 2; }
work=$(mktemp -d "${TMPDIR:-/tmp}/digitd-main-job.XXXXXX")
daemon=""
trap '[ -z "$daemon" ] || kill -KILL $daemon 2>/dev/null || true; rm -rf "$work"' EXIT
die() { echo "main-job: $*" >&2; exit 1; }
results() { find "$work/$1/results" -name '*.json' 2>/dev/null | wc -l; }
start() { # ROOT: starts the daemon there and waits for its inbox
    "$digitd" run --root "$work/$1" >"$work/$1.out" 2>"$work/$1.log" &
    daemon=$!
    for ((i = 0; i < 200; i++)); do [ -d "$work/$1/inbox" ] && return; sleep 0.05; done
    die "the daemon made no inbox"
}
await() { # ROOT COUNT
    for ((i = 0; i < 600; i++)); do [ "$(results "$1")" -ge "$2" ] && return; sleep 0.1; done
    die "$(results "$1") results of $2 after a minute"
}
stop() { kill -TERM "$daemon"; wait "$daemon" || die "the daemon left with $?"; daemon=""; }

echo "== five bad files among good ones"
start bad
inbox=$work/bad/inbox
"$digitd" draw --out "$work/good" --count 20 --seed 41
good=$(find "$work/good" -name '*.png' | wc -l)
python3 - "$work" <<'PYTHON'
import struct, sys, zlib
work = sys.argv[1]
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
def png(width, height, data):
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
            + chunk(b"IDAT", data) + chunk(b"IEND", b""))
whole = png(64, 64, zlib.compress(bytes(i % 251 for i in range(64 * 65)), 0))
open(f"{work}/bomb.png", "wb").write(png(60000, 60000, zlib.compress(bytes(60001 * 20))))
open(f"{work}/truncated.png", "wb").write(whole[:len(whole) // 2])
PYTHON
printf 'this is no picture\n' >"$work/text.png"
cp -r "$work/good" "$inbox/good"
cp "$work/text.png" "$inbox/not-a-picture.png"
cp "$work/truncated.png" "$work/bomb.png" "$inbox/"
: >"$inbox/zero.png"
mkdir "$inbox/y.png"
cp "$work/text.png" "$inbox/y.png/x.png"
await bad $((good + 5))
peak=$(awk '/VmHWM/ { print int($2 / 1024) }' "/proc/$daemon/status")
stop
for file in not-a-picture truncated bomb zero y.png/x; do
    python3 -c '
import json, sys
r = json.load(open(sys.argv[1]))
print("  %-22s %-9s %-9s %s" % (r["file"], r["status"], r["error"]["code"], r["error"]["message"]))' \
        "$work/bad/results/$file.png.json" || die "no clear outcome for $file"
done
read=$(find "$work/bad/results/good" -name '*.json' | wc -l)
echo "  $read of $good good pictures have a result; peak memory $peak MB"
[ "$read" = "$good" ] && [ "$peak" -lt 200 ] || die "not all good pictures were read, or more than 200 MB were used"
"$here/Scripts/validate-results.sh" "$work/bad/results"

echo "== teaching a running daemon 20 pictures of each digit by a hand that leans far over"
hand="--slant 0.6 --turn 25"
start taught
"$digitd" draw --out "$work/labels" --count 20 --seed 6 $hand
"$digitd" draw --out "$work/asked" --count 100 --seed 7 $hand
share() { "$digitd" evaluate --data "$1" --format json "${@:2}" \
    | python3 -c 'import json, sys; print("%.2f" % (100 * json.load(sys.stdin)["accuracy"]))'; }
before=$(share "$work/asked" --model default)
[ -z "$mnist" ] || before_mnist=$(share "$mnist" --split test --model default)
cp -r "$work/labels/." "$work/taught/labeled/"
"$digitd" finetune --root "$work/taught" | sed 's/^/  /'
after=$(share "$work/asked" --root "$work/taught")
echo "  1,000 other pictures of that hand: $before % right before, $after % after"
if [ -n "$mnist" ]; then
    after_mnist=$(share "$mnist" --split test --root "$work/taught")
    echo "  MNIST test: $before_mnist % before, $after_mnist % after"
    awk -v a="$before_mnist" -v b="$after_mnist" 'BEGIN { exit !(b >= a - 0.3) }' || die "too much was forgotten"
fi
awk -v a="$before" -v b="$after" 'BEGIN { exit !(b > a) }' || die "it reads them no better"
sleep 2
cp "$work/asked/7/"*.png "$work/taught/inbox/"
await taught 100
stop
model=$(basename "$(readlink "$work/taught/models/current")" .safetensors)
used=$(grep -l "\"name\": \"$model\"" -r "$work/taught/results" | wc -l)
echo "  $used of 100 results of the running daemon name the new model, $model"
[ "$used" = 100 ] || die "the daemon did not switch"
"$here/Scripts/validate-results.sh" "$work/taught/results"
