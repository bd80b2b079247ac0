#!/usr/bin/env bash
# Lets systemd itself read the units: `systemd-analyze verify` with a stand-in for the program where none is installed,
# then the exposure figure of `systemd-analyze security` for each that opens pictures, and with each drop-in that ships.
# Fails where systemd warns, or where a figure is above 0.3.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v systemd-analyze >/dev/null \
    || { echo "verify-unit: systemd-analyze is missing; apt-get install systemd" >&2; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/bin"
install -m 0755 /bin/true "$folder/bin/digitd"
systemd/install-units.sh "$folder/bin" "$folder" "$folder" "$folder/examples"
mv "$folder"/examples/digitd-finetune.* "$folder"

for unit in digitd.service digitd@kiosk.service digitd-folders@kiosk.service digitd-finetune.timer; do
    # --man=no: the manual pages are not installed here.
    said=$(SYSTEMD_UNIT_PATH="$folder:" systemd-analyze verify --man=no "$folder/$unit" 2>&1) \
        || { echo "$said" >&2; exit 1; }
    # A warning about our own units is a fault; those about units of the system are not ours.
    if grep -F "digitd" <<<"$said" >&2; then exit 1; fi
done
echo "systemd-analyze verify: accepted"

# NAME UNIT [DROP-IN]: the figure of a unit, with a drop-in laid over it.
exposure() {
    local unit="$folder/$2" figure
    if [ $# -eq 3 ]; then
        unit="$folder/with-$(basename "$3" .conf).service"
        cat "$folder/$2" "$3" >"$unit"
    fi
    figure=$(systemd-analyze security --offline=true --no-pager "$unit" | tail -n 1)
    printf '%-32s %s\n' "$1" "${figure##*: }"
    # In tenths.
    systemd-analyze security --offline=true --threshold=3 "$unit" >/dev/null \
        || { echo "verify-unit: $1 is more exposed than 0.3" >&2; exit 1; }
}
exposure digitd.service digitd.service
exposure digitd@.service digitd@.service
exposure digitd-finetune.service digitd-finetune.service
# digitd-folders@.service is not scored: it makes folders for another user, which takes the rights of root, and is done
# before an instance starts; it opens none of the files in them.
for drop_in in "$folder"/examples/*.conf; do
    exposure "with $(basename "$drop_in")" digitd.service "$drop_in"
done
