#!/usr/bin/env bash
# Checks every *.json below a folder (or every line of a .ndjson file) against Documentation/result.schema.json with
# Python's jsonschema, which shares no code with digitd. Makes a virtual environment in .build/validator the first time.
#   Scripts/validate-results.sh FOLDER|FILE.ndjson ...
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
[ $# -gt 0 ] || { echo "usage: validate-results.sh FOLDER|FILE.ndjson ..." >&2; exit 64; }
venv=$here/.build/validator
if ! "$venv/bin/python" -c 'import jsonschema' 2>/dev/null; then
    command -v python3 >/dev/null || { echo "validate-results: python3 is missing; apt-get install python3-venv" >&2; exit 2; }
    mkdir -p "$here/.build"
    rm -rf "$venv"
    python3 -m venv "$venv" >&2 \
        || { echo "validate-results: no venv module; apt-get install python3-venv" >&2; exit 2; }
    "$venv/bin/pip" install --quiet --disable-pip-version-check 'jsonschema>=4.20,<5' >&2 \
        || { echo "validate-results: pip could not install jsonschema" >&2; exit 2; }
fi
exec "$venv/bin/python" "$here/Scripts/validate-results.py" "$here/Documentation/result.schema.json" "$@"
