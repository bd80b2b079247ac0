#!/usr/bin/env bash
# Builds the Debian package out of debian/ into .build/deb, and has lintian look at it.
set -euo pipefail
cd "$(dirname "$0")/.."
Scripts/prerequisites.sh make debhelper lintian

version=$(sed -n 's/.*current = "\(.*\)"/\1/p' Sources/digitd/Version.swift)
changelog=$(dpkg-parsechangelog -S Version)
[ "$version" = "$changelog" ] \
    || { echo "build-deb: Version.swift says $version and debian/changelog $changelog: make them one" >&2; exit 2; }

rm -rf .build/deb
# Without the rights of root: dpkg-deb writes the owners.
DEB_RULES_REQUIRES_ROOT=no debian/rules clean binary
debian/rules clean >/dev/null
package=$(echo .build/deb/digitd_*.deb)

echo
dpkg-deb --info "$package" | sed -n 's/^ \(Version\|Installed-Size\|Depends\):/\1:/p'
echo "program: $(dpkg-deb --fsys-tarfile "$package" | tar -tv | awk '$6 == "./usr/bin/digitd" { print $3 }') bytes"
echo "package: $(stat --format=%s "$package") bytes, $package"
lintian --fail-on error "$package"
echo "lintian: no errors"
