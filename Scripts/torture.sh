#!/usr/bin/env bash
# Treats digitd badly and counts its files afterwards.
#   Scripts/torture.sh [--short] [PART ...]      parts: kills learning failures disks arrivals power damaged million
#                                                threads; without a name all of them
# The long form takes hours. Each part prints a line with its figures; ends with 1 where one failed.
# DIGITD names the program (else .build/release/digitd, else .build/debug/digitd).
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
short=()
if [ "${1:-}" = --short ]; then short=(--short); shift; fi
parts=("$@")
[ ${#parts[@]} -gt 0 ] || parts=(kills learning failures disks arrivals power damaged million threads)
status=0
for part in "${parts[@]}"; do
    if [ -f "$here/torture/$part.py" ]; then
        python3 "$here/torture/$part.py" "${short[@]}" || status=1
    elif [ -f "$here/torture/$part.sh" ]; then
        "$here/torture/$part.sh" "${short[@]}" || status=1
    else
        echo "torture: there is no part '$part'" >&2
        status=64
    fi
done
exit $status
