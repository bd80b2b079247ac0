#!/usr/bin/env bash
# Writes the units for a place of the program: digitd.service, the template digitd@.service made from it (an instance
# NAME has its root in /var/lib/digitd-NAME and its settings in /etc/digitd/NAME.yaml), and digitd-folders@.service; and
# the examples, into a folder of their own.
#   systemd/install-units.sh BINDIR TMPFILESDIR FOLDER EXAMPLES
set -euo pipefail
[ $# -eq 4 ] || { echo "usage: install-units.sh BINDIR TMPFILESDIR FOLDER EXAMPLES" >&2; exit 64; }
bindir=$1 tmpfilesdir=$2 folder=$3 examples=$4
here=$(dirname "$0")
mkdir -p "$folder" "$examples"
sed "s|@BINDIR@|$bindir|g" "$here/digitd.service" >"$folder/digitd.service"
sed -e '/^Description=/s/$/ (%i)/' \
    -e 's|^After=local-fs.target$|After=local-fs.target digitd-folders@%i.service\nRequires=digitd-folders@%i.service|' \
    -e 's|^RequiresMountsFor=/var/lib/digitd$|&-%i|' \
    -e 's|^StateDirectory=digitd$|&-%i|' \
    -e 's|^NoExecPaths=.*/var/lib/digitd$|&-%i|' \
    -e 's|^ExecReload=|Environment=DIGITD_ROOT=/var/lib/digitd-%i DIGITD_CONFIG=/etc/digitd/%i.yaml\n&|' \
    "$folder/digitd.service" >"$folder/digitd@.service"
# Every place that names the root must have become another.
if grep -nE '/var/lib/digitd( |$)|^StateDirectory=digitd$' "$folder/digitd@.service" >&2; then
    echo "install-units: digitd@.service still names the root of digitd.service" >&2
    exit 2
fi
sed "s|@TMPFILESDIR@|$tmpfilesdir|g" "$here/digitd-folders@.service" >"$folder/digitd-folders@.service"
for example in "$here"/examples/*; do
    sed -e "s|@BINDIR@|$bindir|g" -e "s|@TMPFILESDIR@|$tmpfilesdir|g" "$example" >"$examples/$(basename "$example")"
    chmod 0644 "$examples/$(basename "$example")"
done
chmod 0644 "$folder"/digitd.service "$folder"/digitd@.service "$folder"/digitd-folders@.service
