#!/usr/bin/env bash
# threads: the tests under the thread sanitizer. The short form takes those of the intake and the daemon.
set -uo pipefail
here=$(cd "$(dirname "$0")/../.." && pwd)
cd "$here" || exit 2
filter=()
if [ "${1:-}" = --short ]; then filter=(--filter "SpoolTests|DaemonTests"); fi
log=$here/.build/threads.log
mkdir -p .build
swift test --sanitize=thread --scratch-path .build/threads "${filter[@]}" >"$log" 2>&1
code=$?
races=$(grep -c 'WARNING: ThreadSanitizer' "$log")
if [ $code = 0 ] && [ "$races" = 0 ]; then verdict=pass; else verdict=FAIL; grep -E 'WARNING: Thread|✘|error:' "$log" | head -5; fi
echo "torture threads: $verdict; $races reports; $(grep -E 'Test run with' "$log" | tail -n 1 | sed 's/^. //') (log: $log)"
[ $verdict = pass ]
