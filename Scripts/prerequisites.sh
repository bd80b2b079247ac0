#!/usr/bin/env bash
# Installs the Debian packages the build needs and are not there, and checks for Swift.
# Says what it does; does nothing when nothing is missing.
#   Scripts/prerequisites.sh [PACKAGE ...]     further packages to have
set -euo pipefail

need_swift="6.2"
packages=(libdeflate-dev libpng-dev zlib1g-dev "$@")

fail() { echo "prerequisites: $*" >&2; exit 2; }

missing=()
if command -v dpkg-query >/dev/null; then
    for package in "${packages[@]}"; do
        status=$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null || true)
        [ "$status" = "install ok installed" ] || missing+=("$package")
    done
else
    echo "prerequisites: no dpkg here; taking it that libdeflate, libpng and zlib with their headers are installed" >&2
fi

if [ ${#missing[@]} -gt 0 ]; then
    as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null \
            || fail "missing: ${missing[*]}. Neither root nor sudo here; as root: apt-get install ${missing[*]}"
        as_root=(sudo)
    fi
    echo "prerequisites: installing with apt-get: ${missing[*]}" >&2
    log=$(mktemp)
    install() {
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
            apt-get install -y --no-install-recommends "${missing[@]}" </dev/null >>"$log" 2>&1
    }
    update() { "${as_root[@]}" apt-get update </dev/null >>"$log" 2>&1; }
    # The package lists may be absent or stale: fetch them where the first try fails.
    if ! install; then
        update || true
        install || { tail -n 5 "$log" >&2; fail "apt-get could not install ${missing[*]} (log: $log)"; }
    fi
    rm -f "$log"
fi

command -v "${SWIFT:-swift}" >/dev/null \
    || fail "no swift on PATH; digitd needs Swift $need_swift or later: https://www.swift.org/install/linux/"
version=$("${SWIFT:-swift}" --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p' | head -n 1)
[ -n "$version" ] || fail "'swift --version' says nothing; reinstall Swift: https://www.swift.org/install/linux/"
lowest=$(printf '%s\n%s\n' "$need_swift" "$version" | sort -V | head -n 1)
[ "$lowest" = "$need_swift" ] \
    || fail "Swift $version is too old; digitd needs $need_swift or later: https://www.swift.org/install/linux/"
