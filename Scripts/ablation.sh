#!/usr/bin/env bash
# The ablation table of Documentation/Normalization.md: accuracy with each step of the normalisation switched off.
#   Scripts/ablation.sh FOLDER [MODEL]     FOLDER holds mnist/, pictures/, usps/, optdigits/; what is missing is left out
# Made on the way: 600 drawn digits (photographs and scans), other ones than the model learnt from, and 1,200
# scenes (make-scenes.py; needs numpy, Pillow and scipy).
set -euo pipefail
# The defaults, whatever is set for a daemon of this machine.
unset "${!DIGITD_@}"
export DIGITD_CONFIG=/dev/null
here=$(cd "$(dirname "$0")/.." && pwd)
data=${1:?usage: ablation.sh FOLDER [MODEL]}
model=${2:-default}
digitd=$here/.build/release/digitd
[ -x "$digitd" ] || { echo "ablation: $digitd is missing; run 'make build' first" >&2; exit 2; }
work=$(mktemp -d "${TMPDIR:-/tmp}/digitd-ablation.XXXXXX")
trap 'rm -rf "$work"' EXIT
"$digitd" draw --out "$work/drawn" --count 60 --seed 4242 --look photo scan

if [ -e "$data/mnist" ]; then
    python3 "$here/Scripts/make-scenes.py" "$data/mnist" "$work/kinds" 40 11
    for digit in 0 1 2 3 4 5 6 7 8 9; do
        mkdir -p "$work/scenes/$digit"
        for file in "$work"/kinds/*/$digit/*.png; do
            kind=$(basename "$(dirname "$(dirname "$file")")")
            mv "$file" "$work/scenes/$digit/$kind-$(basename "$file")"
        done
    done
fi

cell() { # FOLDER SPLIT STEPS...
    local folder=$1 split=$2
    shift 2
    [ -e "$folder" ] || { printf ' - |'; return; }
    "$digitd" evaluate --data "$folder" --split "$split" --model "$model" --format json ${1:+--without "$@"} 2> "$work/left-out" |
        python3 -c 'import json, sys; print(" %.2f |" % (100 * json.load(sys.stdin)["accuracy"]), end="")'
}
row() { # NAME STEPS...
    local name=$1
    shift
    printf '| %s |' "$name"
    cell "$data/pictures" train "$@"
    cell "$work/drawn" train "$@"
    cell "$work/scenes" train "$@"
    cell "$data/usps" train "$@"
    cell "$data/optdigits" test "$@"
    printf '\n'
}
steps="pass-through polarity local-paper levels half-size frames boxes neighbors pieces strokes shape areas mass"
printf '| without | pictures | drawn | scenes | USPS train | optdigits test |\n|---|---|---|---|---|---|\n'
row "(all steps)"
for step in $steps; do row "\`$step\`" "$step"; done
row "any of them" $steps
