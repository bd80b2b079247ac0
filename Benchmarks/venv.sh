#!/usr/bin/env bash
# Makes the Python environment FOLDER with what REQUIREMENTS names, unless it is there already: venv.sh REQUIREMENTS FOLDER
set -euo pipefail
requirements=$1 venv=$2
if cmp -s "$requirements" "$venv/requirements.txt"; then exit 0; fi
rm -rf "$venv"
python3 -m venv "$venv" >&2 || { echo "bench: no venv module; apt-get install python3-venv" >&2; exit 2; }
"$venv/bin/pip" install --quiet --disable-pip-version-check -r "$requirements" >&2 \
    || { echo "bench: pip could not install $requirements" >&2; exit 2; }
cp "$requirements" "$venv/requirements.txt"
