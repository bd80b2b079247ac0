#!/usr/bin/env bash
# Lets systemd itself read the unit: `systemd-analyze verify` with a stand-in for the program where none is installed,
# then the exposure figure of `systemd-analyze security`.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v systemd-analyze >/dev/null \
    || { echo "verify-unit: systemd-analyze is missing; apt-get install systemd" >&2; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/bin"
install -m 0755 /bin/true "$folder/bin/digitd"
sed "s|@BINDIR@|$folder/bin|g" systemd/digitd.service >"$folder/digitd.service"
# --man=no: the manual page is not installed here.
said=$(systemd-analyze verify --man=no "$folder/digitd.service" 2>&1) || { echo "$said" >&2; exit 1; }
# A warning about our own unit is a fault; those about units of the system are not ours.
if grep -F "digitd.service" <<<"$said" >&2; then exit 1; fi
echo "systemd-analyze verify: accepted"
systemd-analyze security --offline=true --no-pager "$folder/digitd.service" | tail -n 1
systemd-analyze security --offline=true --threshold=3 "$folder/digitd.service" >/dev/null
