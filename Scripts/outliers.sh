#!/usr/bin/env bash
# How many pictures that show no digit are called one: letters in the fonts that are installed, textures, parts of
# photographs and shapes like clothes, made by Scripts/make-outliers.py. The more fonts below /usr/share/fonts, the
# fairer the letters. Makes a virtual environment in .build/outliers.
#   Scripts/outliers.sh [COUNT]     pictures of each kind (500)
set -euo pipefail
# The defaults, whatever is set for a daemon of this machine.
unset "${!DIGITD_@}"
export DIGITD_CONFIG=/dev/null
here=$(cd "$(dirname "$0")/.." && pwd)
count=${1:-500}
digitd=$here/.build/release/digitd
[ -x "$digitd" ] || { echo "outliers: $digitd is missing; run 'make build' first" >&2; exit 2; }
venv=$here/.build/outliers
if ! "$venv/bin/python" -c 'import PIL, sklearn' 2>/dev/null; then
    mkdir -p "$here/.build"
    rm -rf "$venv"
    python3 -m venv "$venv" >&2 || { echo "outliers: no venv module; apt-get install python3-venv" >&2; exit 2; }
    "$venv/bin/pip" install --quiet --disable-pip-version-check 'pillow>=11,<13' 'numpy>=2,<3' 'scikit-learn>=1.6,<2' >&2 \
        || { echo "outliers: pip could not install pillow, numpy and scikit-learn" >&2; exit 2; }
fi
work=$(mktemp -d "${TMPDIR:-/tmp}/digitd-outliers.XXXXXX")
trap 'rm -rf "$work"' EXIT
"$venv/bin/python" "$here/Scripts/make-outliers.py" "$work" "$count" >&2
for folder in "$work"/*/; do
    for model in "$here"/Models/*.safetensors; do
        # Ends with 1 where a picture can't be read, which the lines say too.
        "$digitd" classify --model "$model" --format ndjson "$folder" > "$work/answers.ndjson" || [ $? -eq 1 ]
        python3 -c '
import collections, json, sys
lines = [json.loads(line) for line in open(sys.argv[1])]
kinds = collections.Counter(line.get("reason") or line["status"] for line in lines)
classified = kinds.pop("classified", 0)
rest = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
print(sys.argv[2].ljust(12), sys.argv[3].ljust(10), str(classified).rjust(4), "of", len(lines), "classified;", rest)
' "$work/answers.ndjson" "$(basename "$folder")" "$(basename "$model" .safetensors)"
    done
done
