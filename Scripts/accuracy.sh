#!/usr/bin/env bash
# The figures of the README and of the model card, on sets that are kept outside the project:
#   make accuracy DATA=FOLDER     FOLDER holds mnist/, and where there are any usps/, optdigits/, pictures/
# Ends with 1 where MNIST as PNG files, through the daemon, is read differently from MNIST as IDX.
set -euo pipefail
# The defaults, whatever is set for a daemon of this machine.
unset "${!DIGITD_@}"
export DIGITD_CONFIG=/dev/null
here=$(cd "$(dirname "$0")/.." && pwd)
data=${1:?usage: accuracy.sh FOLDER}
digitd=$here/.build/release/digitd
[ -x "$digitd" ] || { echo "accuracy: $digitd is missing; run 'make build' first" >&2; exit 2; }
work=$(mktemp -d "${TMPDIR:-/tmp}/digitd-accuracy.XXXXXX")
trap 'rm -rf "$work"' EXIT

field() { python3 -c 'import json,sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1"; }
line() { # NAME MODEL FOLDER [OPTIONS]
    local name=$1 model=$2 folder=$3
    shift 3
    [ -e "$folder" ] || return 0
    "$digitd" evaluate --data "$folder" --model "$model" --format json "$@" | python3 -c '
import json, sys
r = json.load(sys.stdin)
rest = "".join(f"  {k} {100 * r[k]:.2f} %" for k in ("ece", "coverage", "risk") if k in r)
if r["correct_at_one_look"] != r["correct"]:
    rest += "  at one look %.2f %%" % (100 * r["correct_at_one_look"] / r["images"])
print(sys.argv[1].ljust(24), str(r["correct"]).rjust(6), "of", str(r["images"]).ljust(6), "%6.2f %%" % (100 * r["accuracy"]) + rest)' "$name ($model)"
}

for file in "$here"/Models/*.safetensors; do
    line "MNIST test" "$(basename "$file" .safetensors)" "$data/mnist" --split test
done
for model in default accurate; do
    line "pictures" $model "$data/pictures"
    # By kind, where a table says which picture is of which.
    [ -e "$data/pictures/origins.csv" ] || continue
    for kind in $(tail -n +2 "$data/pictures/origins.csv" | cut -d, -f3 | sort -u); do
        for digit in 0 1 2 3 4 5 6 7 8 9; do mkdir -p "$work/kinds/$kind/$digit"; done
        awk -F, -v kind="$kind" '$3 == kind { print $1 }' "$data/pictures/origins.csv" | while read -r name; do
            ln -sf "$(cd "$data" && pwd)/pictures/$name" "$work/kinds/$kind/$name"
        done
        line "  $kind" $model "$work/kinds/$kind"
    done
done
for model in default accurate; do
    line "USPS train" $model "$data/usps" --split train
    line "optdigits test" $model "$data/optdigits" --split test
done

# The same 10,000 as PNG files, through inbox and results.
python3 "$here/Scripts/idx-to-png.py" "$data/mnist/t10k-images-idx3-ubyte.gz" "$data/mnist/t10k-labels-idx1-ubyte.gz" \
    "$work/root/inbox"
start=$(date +%s%N)
"$digitd" run --once --root "$work/root" --model default --log-level warning
end=$(date +%s%N)
right=$(find "$work/root/results" -name '*.json' -print0 | xargs -0 cat | python3 -c '
import json, sys
text, decoder, at, right, count = sys.stdin.read(), json.JSONDecoder(), 0, 0, 0
while at < len(text):
    result, at = decoder.raw_decode(text, at)
    while at < len(text) and text[at].isspace():
        at += 1
    count += 1
    right += result.get("digit") == int(result["file"].split("-")[1][0])
print(right, count)')
echo "MNIST test as PNG      ${right% *} of ${right#* } through run --once, $((${right#* } * 1000000000 / (end - start))) files/s"
expected=$("$digitd" evaluate --data "$data/mnist" --split test --model default --format json | field correct)
[ "${right% *}" = "$expected" ] || { echo "accuracy: as IDX $expected are read right" >&2; exit 1; }
