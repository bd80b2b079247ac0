#!/usr/bin/env bash
# Shows digitd at work: builds it, starts it on a fresh root, drops every picture of Samples/ into its inbox while it
# runs, prints what it read beside what was expected, and ends it with SIGTERM.
# Exit status: 0 when at least 95 % were read as expected and nothing is missing, 1 when not, 2 when it could not run.
#   DEMO_ROOT=DIR   use DIR (which must not exist) and keep it, in place of a temporary folder
set -euo pipefail
cd "$(dirname "$0")/.."

# The defaults, whatever is set for a daemon of this machine.
unset "${!DIGITD_@}"
export DIGITD_CONFIG=/dev/null

digitd=.build/release/digitd
samples=Samples
patience=60 # seconds to wait for results
bar=95      # per cent that must be right

fail() { echo "demo: $*" >&2; exit 2; }

ls "$samples"/*.png >/dev/null 2>&1 || fail "no pictures in $samples/; 'digitd draw' makes them"
[ -f "$samples/expected.json" ] || fail "$samples/expected.json is missing"

echo "Building (release) ..."
build_log=$(mktemp)
if ! make --no-print-directory build >"$build_log" 2>&1; then
    tail -n 30 "$build_log" >&2
    fail "the build failed (whole log: $build_log)"
fi
rm -f "$build_log"

if [ -n "${DEMO_ROOT:-}" ]; then
    [ ! -e "$DEMO_ROOT" ] || fail "$DEMO_ROOT exists; name a folder that does not"
    mkdir -p "$DEMO_ROOT"
    root=$DEMO_ROOT
else
    root=$(mktemp -d "${TMPDIR:-/tmp}/digitd-demo.XXXXXX")
fi
daemon=""
log="$root.log"
clean_up() {
    [ -z "$daemon" ] || kill -KILL "$daemon" 2>/dev/null || true
    [ -n "${DEMO_ROOT:-}" ] || rm -rf "$root" "$log"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

echo "Starting: $digitd run --root $root"
"$digitd" run --root "$root" </dev/null >/dev/null 2>"$log" &
daemon=$!

deadline=$((SECONDS + patience))
until [ -d "$root/inbox" ]; do
    kill -0 "$daemon" 2>/dev/null || { cat "$log" >&2; daemon=""; fail "the daemon ended at once"; }
    [ $SECONDS -lt $deadline ] || { cat "$log" >&2; fail "no inbox after $patience s"; }
    sleep 0.05
done

# The daemon may take a picture while it is being copied in: that is what the demo shows.
for picture in "$samples"/*.png; do cp "$picture" "$root/inbox/"; done
count=$(ls "$samples"/*.png | wc -l)
echo "Dropped $count pictures into $root/inbox"

arrived() { find "$root/results" -name '*.json' 2>/dev/null | wc -l; }
deadline=$((SECONDS + patience))
until [ "$(arrived)" -ge "$count" ]; do
    kill -0 "$daemon" 2>/dev/null || { tail -n 20 "$log" >&2; daemon=""; fail "the daemon ended before it was done"; }
    [ $SECONDS -lt $deadline ] || { echo "demo: $(arrived) of $count results after $patience s" >&2; break; }
    sleep 0.05
done

echo
outcome=0
awk -v results="$root/results" -v bar=$bar '
    # The value of a member of a flat JSON object: value(line, "digit") of {"digit": 7} is 7.
    function value(text, name,    rest) {
        if (!match(text, "\"" name "\" *: *")) return ""
        rest = substr(text, RSTART + RLENGTH)
        if (rest ~ /^"/) { rest = substr(rest, 2); sub(/".*/, "", rest) } else sub(/[,}\] \n].*/, "", rest)
        return rest
    }
    BEGIN { printf "%-36s %9s %6s %11s  %s\n", "picture", "expected", "digit", "confidence", "status" }
    match($0, /"[^"]*\.png" *:/) {
        name = substr($0, RSTART + 1); sub(/".*/, "", name)
        text = ""; file = results "/" name ".json"
        while ((getline line < file) > 0) text = text line
        close(file)
        digit = value(text, "digit"); status = value(text, "status"); reason = value(text, "reason")
        if (status == "rejected") reason = value(text, "code")
        wanted = value($0, "digit"); expected = (wanted != "") ? wanted : value($0, "status")
        if (text == "") { missing++; status = "NO RESULT" }
        right = (wanted != "") ? (digit == wanted) : (status == expected)
        total++; if (right) good++
        if (wanted != "") { digits++; if (right) goodDigits++ }
        confidence = value(text, "confidence")
        printf "%-36s %9s %6s %11s  %s%s%s\n", name, expected, (digit == "" ? "-" : digit), \
            (confidence == "" ? "-" : sprintf("%.2f %%", 100 * confidence)), status, \
            (reason == "" ? "" : " (" reason ")"), (right ? "" : "   <-- not as expected")
    }
    END {
        printf "\n%d of %d digits right (%.1f %%), %d of %d outcomes as expected\n", \
            goodDigits, digits, digits ? 100 * goodDigits / digits : 0, good, total
        if (missing) printf "%d results missing\n", missing
        exit (missing || digits == 0 || 100 * goodDigits < bar * digits || 100 * good < bar * total) ? 1 : 0
    }
' "$samples/expected.json" || outcome=1

first=$(find "$root/results" -name '*.json' 2>/dev/null | sort | sed -n 1p)
if [ -n "$first" ]; then
    printf '\n%s\n' "${first#"$root/"}"
    cat "$first"
fi

left=$(find "$root/inbox" -type f | wc -l)
[ "$left" -eq 0 ] || { echo "demo: $left files are still in the inbox" >&2; outcome=1; }

kill -TERM "$daemon"
status=0
wait "$daemon" || status=$?
daemon=""
if [ $status -eq 0 ]; then
    printf '\nSIGTERM: the daemon finished and left with 0.\n'
else
    tail -n 20 "$log" >&2
    printf '\nSIGTERM: the daemon left with %s.\n' "$status"
    outcome=1
fi
exit $outcome
