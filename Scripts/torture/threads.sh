#!/usr/bin/env bash
# threads: the tests under the thread sanitizer, the processes that they start as well. The short form takes those of the
# intake and the daemon; FILTER=REGEX takes others.
set -uo pipefail
here=$(cd "$(dirname "$0")/../.." && pwd)
cd "$here" || exit 2
filter=${FILTER:-}
if [ "${1:-}" = --short ]; then filter=${filter:-SpoolTests|DaemonTests}; fi
work=$here/.build/threads
log=$work.log
reports=$work-reports
rm -rf "$reports"
mkdir -p "$reports"
options=(--sanitize=thread --scratch-path "$work")
if ! swift build --build-tests "${options[@]}" >"$log" 2>&1; then
    grep 'error:' "$log" | head -5
    echo "torture threads: FAIL; the tests can't be built (log: $log)"
    exit 1
fi
if ! clang -shared -fPIC -O1 "$here/Scripts/torture/mutex-tsan.c" -o "$work/mutex-tsan.so" -ldl; then
    echo "torture threads: FAIL; $here/Scripts/torture/mutex-tsan.c can't be compiled"
    exit 1
fi
tests=$(find "$work/debug/" -maxdepth 1 -name '*PackageTests.xctest' | head -n 1)
# Every process writes what it finds into a file of its own: tests read the output of those they start. Signals that end a
# process are its own affair.
signals="handle_segv=0 handle_abort=0 handle_sigbus=0 handle_sigill=0 handle_sigfpe=0"
LD_PRELOAD=$work/mutex-tsan.so SWIFT_BACKTRACE=enable=no \
    TSAN_OPTIONS="log_path=$reports/process exitcode=66 $signals ${TSAN_OPTIONS:-}" \
    "$tests" --testing-library swift-testing ${filter:+--filter "$filter"} >"$log" 2>&1
code=$?
races=$(cat "$reports"/* 2>/dev/null | grep -c 'WARNING: ThreadSanitizer')
if [ $code = 0 ] && [ "$races" = 0 ]; then verdict=pass; else verdict=FAIL; fi
[ $verdict = pass ] || { cat "$reports"/* 2>/dev/null | grep '^SUMMARY' | sort | uniq -c; grep -E '✘|error:' "$log"; } | head -20
echo "torture threads: $verdict; $races reports; $(grep -E 'Test run with' "$log" | tail -n 1 | sed 's/^. //')" \
    "(log: $log, reports: $reports)"
[ $verdict = pass ]
