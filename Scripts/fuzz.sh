#!/usr/bin/env bash
# Coverage-guided fuzzing with libFuzzer and the address sanitizer.
#   Scripts/fuzz.sh TARGET [SECONDS]     TARGET: png model idx settings, or all; SECONDS of processor time (60)
# Begins with Fuzzing/corpus/TARGET, the pictures of Samples/, small models made on the spot and the settings that ship,
# as they are and with every one of them given; with DIGITD_TEST_DATA set also with the pictures of its pngsuite/. What
# is found to be new stays in .build/fuzz/TARGET for the next run. Ends with 1 where an input crashes, hangs, leaks or
# takes too much memory; that input is kept in .build/fuzz/found.   FUZZ_NICE=N: how nice the fuzzers are (10).
set -uo pipefail
cd "$(dirname "$0")/.." || exit 2
target=${1:-}
seconds=${2:-60}
case $target in
all) targets=(png model idx settings) ;;
png | model | idx | settings) targets=("$target") ;;
*) echo "fuzz: name a target: png, model, idx, settings or all" >&2; exit 64 ;;
esac
case $seconds in '' | *[!0-9]*) echo "fuzz: '$seconds' is no number of seconds" >&2; exit 64 ;; esac

here=$PWD
work=$here/.build/fuzz
mkdir -p "$work/found"

# libFuzzer comes without its own main: Swift programs have one.
toolchain=$(dirname "$(dirname "$(readlink -f "$(command -v swiftc)")")")
runtime=$(find "$toolchain/lib/clang" -name 'libclang_rt.fuzzer_no_main-*.a' | head -n 1)
[ -n "$runtime" ] || { echo "fuzz: no libFuzzer in $toolchain; install a Swift toolchain that has it" >&2; exit 2; }
build=(swift build --package-path Fuzzing --scratch-path .build/fuzzing -c release
    -Xswiftc -sanitize=address -Xswiftc -Xfrontend -Xswiftc -sanitize=fuzzer -Xswiftc -use-ld=lld
    -Xcc -fsanitize=fuzzer-no-link,address -Xcc -fno-omit-frame-pointer
    -Xlinker "$runtime" -Xlinker -lstdc++)
if ! "${build[@]}" >"$work/build.log" 2>&1; then
    grep -E 'error' "$work/build.log" | head -5
    echo "fuzz: FAIL; the fuzzers can't be built (log: $work/build.log)"
    exit 1
fi
programs=$("${build[@]}" --show-bin-path 2>/dev/null)

# Processor seconds of a process, user and system; fails once it has ended.
processor_seconds() {
    local stat
    stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
    set -- ${stat##*) }
    [ "$1" != Z ] || return 1
    echo $(((${12} + ${13}) / $(getconf CLK_TCK)))
}

export SWIFT_BACKTRACE=enable=no
status=0
fuzzer="" interrupted=""
trap 'interrupted=yes; [ -z "$fuzzer" ] || kill -USR1 $fuzzer 2>/dev/null' INT TERM
for target in "${targets[@]}"; do
    corpus=$work/$target
    seeds=$work/seeds-$target
    rm -rf "$seeds"
    mkdir -p "$corpus" "$seeds"
    given=()
    [ ! -d "Fuzzing/corpus/$target" ] || given=("Fuzzing/corpus/$target")
    case $target in
    png)
        program=PNGFuzzer largest=16384
        find Samples "${DIGITD_TEST_DATA:-Samples}/pngsuite" -name '*.png' -size -32 -exec cp -t "$seeds" {} + 2>/dev/null
        ;;
    model) program=ModelFuzzer largest=65536; "$programs/ModelFuzzer" --seeds "$seeds" || exit 1 ;;
    idx) program=IDXFuzzer largest=4096 ;;
    settings)
        program=SettingsFuzzer largest=8192
        cp systemd/digitd.yaml "$seeds"
        sed -n 's/^#\([a-z_]*: \)/\1/p' systemd/digitd.yaml >"$seeds/given.yaml"
        ;;
    esac
    log=$work/$target.log
    nice -n "${FUZZ_NICE:-10}" "$programs/$program" -max_len=$largest -timeout=30 -rss_limit_mb=1024 \
        -print_final_stats=1 -artifact_prefix="$work/found/$target-" \
        "$corpus" "${given[@]}" "$seeds" >"$log" 2>&1 &
    fuzzer=$!
    used=0
    while now=$(processor_seconds $fuzzer); do
        used=$now
        { [ "$used" -lt "$seconds" ] && [ -z "$interrupted" ]; } || kill -USR1 $fuzzer 2>/dev/null
        sleep 1
    done
    wait $fuzzer
    code=$?
    fuzzer=""
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log" | tail -n 1)
    peak=$(sed -n 's/^stat::peak_rss_mb: *//p' "$log" | tail -n 1)
    coverage=$(grep -o 'cov: [0-9]*' "$log" | tail -n 1)
    if [ $code = 0 ]; then verdict=pass; else verdict=FAIL; status=1; grep -E 'SUMMARY|Fatal|ERROR|Test unit' "$log" | head -4; fi
    echo "fuzz $target: $verdict; ${runs:-0} inputs in $used s of processor time, ${coverage:-no coverage}," \
        "peak ${peak:-?} MB, $(find "$corpus" -type f | wc -l) inputs kept in .build/fuzz/$target"
    [ -z "$interrupted" ] || exit 130
done
exit $status
