#!/usr/bin/env bash
# Removes what 'make install' wrote for systemd: the units, and the files of sysusers.d and tmpfiles.d. Below /etc an
# administrator's own may have the same names ('systemctl edit --full' makes such): there, a file goes only where it is
# what 'make install' of this checkout writes, and what is left is told.
#   systemd/remove-units.sh BINDIR UNITDIR SYSUSERSDIR TMPFILESDIR [DESTDIR]
# UNITDIR, SYSUSERSDIR and TMPFILESDIR begin with DESTDIR.
set -euo pipefail
[ $# -ge 4 ] || { echo "usage: remove-units.sh BINDIR UNITDIR SYSUSERSDIR TMPFILESDIR [DESTDIR]" >&2; exit 64; }
bindir=$1 unitdir=$2 sysusersdir=$3 tmpfilesdir=$4 destdir=${5:-}
here=$(dirname "$0")
ours=$(mktemp -d)
trap 'rm -rf "$ours"' EXIT

is_own() { # FILE OURS: whether a file below /etc is somebody's own
    case $1 in "$destdir"/etc/*) ;; *) return 1 ;; esac
    [ -L "$1" ] || { [ -e "$1" ] && ! cmp -s "$1" "$2"; }
}

remove() { # FILE OURS
    if is_own "$1" "$2"; then
        echo "kept $1: not what 'make install' of this checkout writes; if it is not your own, remove it by hand"
    else
        rm -f "$1"
    fi
}

remove_all() { # UNITDIR SYSUSERSDIR TMPFILESDIR
    "$here/install-units.sh" "$bindir" "${3#"$destdir"}" "$ours" "$ours/examples"
    local unit own=
    local units="digitd.service digitd@.service digitd-folders@.service"
    # One needs the others: all go, or none.
    for unit in $units; do if is_own "$1/$unit" "$ours/$unit"; then own=yes; fi; done
    for unit in $units; do
        [ -e "$1/$unit" ] || [ -L "$1/$unit" ] || continue
        if [ -n "$own" ]; then
            echo "kept $1/$unit: one of the units there is not what 'make install' of this checkout writes; if they" \
                "are not your own, end them by 'systemctl disable --now $unit' and remove them by hand"
        else
            rm -f "$1/$unit"
        fi
    done
    remove "$2/digitd.conf" "$here/digitd.sysusers"
    remove "$3/digitd.conf" "$here/digitd.tmpfiles"
}

remove_all "$unitdir" "$sysusersdir" "$tmpfilesdir"
# Where installs below /usr/local put them before.
if [ "$bindir" = /usr/local/bin ]; then
    remove_all "$destdir/etc/systemd/system" "$destdir/etc/sysusers.d" "$destdir/etc/tmpfiles.d"
fi

if [ -z "$destdir" ] && [ -d /run/systemd/system ]; then
    running=$(systemctl list-units --plain --no-legend --state=active,reloading,activating \
        digitd.service 'digitd@*.service' | awk '{ print $1 }') || true
    for unit in $running; do
        echo "$unit still runs, with the program it was started with; 'systemctl disable --now $unit' ends it"
    done
fi
