#!/usr/bin/env bash
# Writes the units for a place of the program: digitd.service, the template digitd@.service made from it (an instance
# NAME has its root in /var/lib/digitd-NAME and its settings in /etc/digitd/NAME.yaml), and digitd-folders@.service.
#   systemd/install-units.sh BINDIR TMPFILESDIR FOLDER
set -euo pipefail
[ $# -eq 3 ] || { echo "usage: install-units.sh BINDIR TMPFILESDIR FOLDER" >&2; exit 64; }
bindir=$1 tmpfilesdir=$2 folder=$3
here=$(dirname "$0")
mkdir -p "$folder"
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
chmod 0644 "$folder"/digitd.service "$folder"/digitd@.service "$folder"/digitd-folders@.service
