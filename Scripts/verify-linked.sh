#!/usr/bin/env bash
# Holds the list of what is linked, in Documentation/Dependencies.md, against what was built: the version of every
# package that was resolved, a licence in each, and the libraries that the program loads.
#   Scripts/verify-linked.sh          after 'make build'
set -euo pipefail
cd "$(dirname "$0")/.."
list=Documentation/Dependencies.md
program=.build/release/digitd
[ -x "$program" ] && [ -f Package.resolved ] || { echo "verify-linked: nothing is built; run 'make build' first" >&2; exit 2; }

failures=0
wrong() { echo "verify-linked: $*" >&2; failures=$((failures + 1)); }
while read -r package version; do
    row=$(grep -E "^\| $package[ ,]" "$list" | grep -v 'https://' || true)
    grep -qF "| $version |" <<<"$row" || wrong "$list has another version than $version for $package, or none"
    licence=$(echo .build/checkouts/"$package"/LICENSE*)
    [ -f "$licence" ] || { wrong "$package has no licence of its own"; continue; }
    # The exception of the Swift runtime stands at the end of the licences that have it.
    said="Apache-2.0"
    grep -q 'Runtime Library Exception' "$licence" && said="Apache-2.0 with Runtime Library Exception"
    grep -q 'Apache License' "$licence" && grep -qE "\| $said( \||; )" <<<"$row" || wrong "$package: $licence is not as $list says"
done < <(sed -n 's/.*"identity" : "\(.*\)",/\1/p; s/.*"version" : "\([0-9.]*\)"$/\1/p' Package.resolved | paste -d' ' - -)

needed=$(readelf -d "$program" | sed -n 's/.*(NEEDED).*\[\(.*\)\.so.*/\1/p' | sort -u)
for library in $needed; do
    case $library in
    libdeflate | libpng16 | libz | libstdc++ | libgcc_s | libc | libm | ld-linux-x86-64) ;;
    *) wrong "the program loads $library, which $list does not name" ;;
    esac
done
[ "$failures" -eq 0 ] || exit 1
echo "verify-linked: $(grep -c '"identity"' Package.resolved) packages and $(wc -w <<<"$needed") libraries are as $list says"
