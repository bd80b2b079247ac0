#!/usr/bin/env bash
# fuzz: coverage-guided fuzzing of the PNG path, the model reader, the IDX reader and the settings, with libFuzzer and
# the address sanitizer. What is found interesting is kept in Fuzz/corpus/ (small) and .build/fuzz-corpus/ (all).
#   fuzz.sh [--short] [TARGET ...]     SECONDS_EACH=N: processor seconds a target (default 1800, short 20)
set -uo pipefail
here=$(cd "$(dirname "$0")/../.." && pwd)
cd "$here" || exit 2
seconds=${SECONDS_EACH:-1800}
if [ "${1:-}" = --short ]; then seconds=${SECONDS_EACH:-20}; shift; fi
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(png model idx settings)
scratch=$here/.build/fuzz
log=$(mktemp)
if ! DIGITD_FUZZ=1 swift build --scratch-path "$scratch" --product DigitdFuzz -Xswiftc -sanitize=fuzzer,address -Xswiftc -use-ld=lld -Xlinker --defsym=LLVMFuzzerTestOneInput=0 \
    -Xcc -fsanitize=fuzzer-no-link,address -Xcc -fno-omit-frame-pointer >"$log" 2>&1; then
    grep -E 'error' "$log" | head -5
    echo "torture fuzz: FAIL; the fuzzer can't be built (log: $log)"
    exit 1
fi
rm -f "$log"
program=$scratch/debug/DigitdFuzz
status=0
for target in "${targets[@]}"; do
    corpus=$here/.build/fuzz-corpus/$target
    mkdir -p "$corpus" "$here/.build/fuzz-found"
    seeds=("$here/Fuzz/corpus/$target")
    mkdir -p "${seeds[0]}"
    case $target in
    png) largest=8192; cp -n Samples/*.png "$corpus/" 2>/dev/null
         [ -z "${DIGITD_TEST_DATA:-}" ] || cp -n "$DIGITD_TEST_DATA"/pngsuite/*.png "$corpus/" 2>/dev/null ;;
    model) largest=65536 ;;
    idx) largest=4096 ;;
    settings) largest=2048; cp -n systemd/digitd.yaml "$corpus/" ;;
    *) echo "torture fuzz: there is no target '$target'" >&2; exit 64 ;;
    esac
    output=$here/.build/fuzz-$target.log
    SWIFT_BACKTRACE=enable=no FUZZ_TARGET=$target ASAN_OPTIONS=detect_leaks=1 "$program" \
        -max_total_time="$seconds" -max_len=$largest -timeout=20 -rss_limit_mb=1024 -print_final_stats=1 \
        -artifact_prefix="$here/.build/fuzz-found/$target-" "$corpus" "${seeds[@]}" >"$output" 2>&1
    code=$?
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$output")
    peak=$(sed -n 's/^stat::peak_rss_mb: *//p' "$output")
    coverage=$(grep -o 'cov: [0-9]*' "$output" | tail -n 1)
    if [ $code = 0 ]; then verdict=pass; else verdict=FAIL; status=1; grep -E 'SUMMARY|Fatal|ERROR' "$output" | head -3; fi
    echo "torture fuzz $target: $verdict; ${runs:-0} runs in $seconds s, $coverage, peak ${peak:-?} MB," \
        "$(find "$corpus" -type f | wc -l) inputs kept"
done
exit $status
