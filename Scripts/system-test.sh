#!/usr/bin/env bash
# Tries the Debian package in a booted systemd, as an administrator and an ordinary member of the group would meet it:
# install, drop, instance, upgrade, sandbox, reload, kill, hang, stop, reboot, journal, rollup, socket, program for results,
# another inbox, remove, purge, install over a program of 'make install'. A line for each check.
#   Scripts/system-test.sh [PACKAGE]      default: the newest of .build/deb
# Exit status: 0 all held, or the machine can't run it (which is said); 1 a check failed; 2 it could not be run.
# Where it is killed itself (SIGKILL), 'Scripts/container.sh stop /tmp/digitd-system-test.*/root' ends the container.
#   SYSTEM_TEST_BASE=FOLDER   the small Debian it starts from, made where it is missing (.build/system-test/base)
#   OLDER=PACKAGE             what is installed first and upgraded from, such as the last release (default: this package
#                             as version 0.0.1)
set -euo pipefail
cd "$(dirname "$0")/.."

fail() { echo "system-test: $*" >&2; exit 2; }
skip() { echo "system-test: skipped: $*"; exit 0; }

[ "$(id -u)" -eq 0 ] || skip "a container takes root"
unshare -m true 2>/dev/null || skip "this machine allows no mount namespaces"
Scripts/prerequisites.sh systemd-container debootstrap gcc libc6-dev procps >&2
package=${1:-$(ls -t .build/deb/digitd_*.deb 2>/dev/null | head -n 1)}
[ -f "${package:-}" ] || fail "no package; 'make deb' makes it"

base=${SYSTEM_TEST_BASE:-.build/system-test/base}
if [ ! -e "$base/made" ]; then
    rm -rf "$base"
    mkdir -p "$base"
    Scripts/container.sh make "$base/root" >"$base/log" 2>&1 \
        || skip "debootstrap could not make a Debian here (see $base/log): $(tail -n 1 "$base/log")"
    touch "$base/made"
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/digitd-system-test.XXXXXX")
root=$work/root
booted=""
# What has begun to boot has to be stopped, too.
boot() { booted=yes && Scripts/container.sh boot "$root"; }
halt() { booted="" && Scripts/container.sh stop "$root"; }
clean_up() {
    [ -z "$booted" ] || halt || true
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

within() { Scripts/container.sh exec "$root" "$@"; }
as() { # USER COMMAND
    local user=$1
    shift
    within runuser -u "$user" -- "$@"
}

# ---- checks

started=$SECONDS
checks=0
failures=0
held() { checks=$((checks + 1)); printf 'ok      %s\n' "$*"; }
broke() {
    checks=$((checks + 1))
    failures=$((failures + 1))
    printf 'FAILED  %s\n' "$*"
    within journalctl --no-pager -n 15 -o short-monotonic 2>/dev/null | sed 's/^/        | /' || true
}
check() { # NAME COMMAND
    local name=$1 said
    shift
    if said=$("$@" 2>&1); then held "$name"; else broke "$name: $(tail -n 3 <<<"$said")"; fi
}
refused() { ! "$@"; }
equal() { [ "$1" = "$2" ] || { echo "is '$1', not '$2'"; return 1; }; }
at_most() { [ "$1" -le "$2" ] || { echo "is $1, more than $2"; return 1; }; }
await() { # COMMAND, for two minutes
    local end=$((SECONDS + 120))
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -lt $end ] || { echo "waited in vain for: $*"; return 1; }
        sleep 0.05
    done
}
property() { within systemctl show "${2:-digitd}" -p "$1" --value; }
is_active() { within systemctl is-active --quiet "${1:-digitd}"; }
milliseconds() { echo $(($(date +%s%N) / 1000000)); }

# ---- the root of the daemon, seen from outside

var=$root/var/lib/digitd
dropped=0
files() { find "$@" -type f ! -name '.*' 2>/dev/null | wc -l; }
waiting() { files "$var/inbox"; }
results() { files "$var/results"; }
filed() { files "$var/processed" "$var/review" "$var/rejected"; }
inbox_is_empty() { [ "$(waiting)" -eq 0 ]; }
some_results_since() { [ "$(results)" -gt "$1" ]; }
nothing_lost() {
    equal "$(($(waiting) + $(filed)))" "$dropped" || { echo "originals"; return 1; }
    equal "$(results)" "$(filed)" || { echo "results"; return 1; }
}
all_read() { await inbox_is_empty && nothing_lost; }
drop_many() { # FOLDER: an ordinary member of the group drops 3,000 pictures
    as alice mkdir "/var/lib/digitd/inbox/$1"
    as alice bash -c 'cp /home/alice/many/* "/var/lib/digitd/inbox/$1/"' bash "$1"
    dropped=$((dropped + 3000))
}
backlog() { # FOLDER: the same while the daemon rests, then it starts, and has read some
    within systemctl stop digitd
    drop_many "$1"
    local before
    before=$(results)
    within systemctl start digitd
    await some_results_since "$before"
}

echo "system-test: $package in Debian $(cat "$base/root/etc/debian_version")"
cp -a "$base/root" "$root"
# The older package under an older version, so that its number need not be another.
version=$(dpkg-deb -f "$package" Version)
dpkg-deb -R "${OLDER:-$package}" "$work/older"
sed -i 's/^Version: .*/Version: 0.0.1/' "$work/older/DEBIAN/control"
dpkg-deb --root-owner-group -Zgzip -z1 --build "$work/older" "$root/older.deb" >/dev/null
cp "$package" "$root/newer.deb"
cc -O1 -o "$root/usr/bin/digitd-probe" Tests/System/sandbox-probe.c
boot || skip "systemd-nspawn boots no container on this machine"

# ---- install

check "install" within dpkg -i /older.deb
check "it runs at once, and after every boot" within systemctl is-enabled digitd
check "it says that it is ready" is_active
check "the user digitd" within id digitd
within useradd -m -G digitd alice
within useradd -m bob
# 3,000 files of a few real pictures, each with bytes of its own behind the picture's end.
mkdir "$root/home/alice/many"
good=("$root"/usr/share/digitd/samples/[!x]*.png)
for number in $(seq 3000); do
    { cat "${good[number % ${#good[@]}]}"; echo "$number"; } >"$root/home/alice/many/$number.png"
done
for line in "inbox 2770" "review 2770" "labeled 2770" "labeled/7 2770" "results 2750" "processed 2750" "models 2750"; do
    check "rights of $line" equal "$(within stat -c '%a %U %G' "/var/lib/digitd/${line% *}")" "${line#* } digitd digitd"
done
for file in usr/share/man/man1/digitd.1.gz usr/share/man/man5/digitd.yaml.5.gz etc/digitd/digitd.yaml \
    usr/share/bash-completion/completions/digitd usr/share/zsh/vendor-completions/_digitd \
    usr/share/fish/vendor_completions.d/digitd.fish usr/share/doc/digitd/copyright \
    usr/share/doc/digitd/README.md usr/share/doc/digitd/Documentation/Operating.md \
    usr/share/doc/digitd/Documentation/samples.png usr/share/doc/digitd/Models/README.md; do
    check "/$file" test -s "$root/$file"
done
check "settings in force" within digitd config check

# ---- drop and read

samples=$root/usr/share/digitd/samples
count=$(ls "$samples"/*.png | wc -l)
as alice bash -c 'cp /usr/share/digitd/samples/*.png /var/lib/digitd/inbox/'
dropped=$((dropped + count))
check "$count pictures of a member of the group are read" all_read
check "the member reads a result" as alice bash -c 'cat /var/lib/digitd/results/*.json | grep -q "\"schema\""'
check "the member removes no result" refused as alice bash -c 'rm -f /var/lib/digitd/results/*.json'
check "others see neither inbox nor results" refused as bob ls /var/lib/digitd/inbox /var/lib/digitd/results
check "the member looks at the status" as alice digitd status
as alice bash -c 'umask 077; mkdir /var/lib/digitd/inbox/own; cp /usr/share/digitd/samples/*.png /var/lib/digitd/inbox/own/'
dropped=$((dropped + count))
check "a folder made under umask 077 is read and emptied" all_read
picture=$(ls "$samples" | grep -v '^x-' | grep png | head -n 1)
as alice install -m 600 "/usr/share/digitd/samples/$picture" /var/lib/digitd/inbox/secret.png
dropped=$((dropped + 1))
check "a file that it may not read is filed away" all_read
check "... and its result says so" grep -q '"code": *"unreadable"' "$var/results/secret.png.json"

# ---- several at once

cp "$root/etc/digitd/digitd.yaml" "$root/etc/digitd/kiosk.yaml"
check "an instance starts" within systemctl start digitd@kiosk
check "... at the same exposure" within systemd-analyze security --no-pager --threshold=3 digitd@kiosk.service
as alice cp "/usr/share/digitd/samples/$picture" /var/lib/digitd-kiosk/inbox/
check "... and reads what its inbox gets" await test -s "$root/var/lib/digitd-kiosk/results/$picture.json"
check "... and reloads" within systemctl reload digitd@kiosk

# ---- upgrade

backlog upgrade
check "upgrade from ${OLDER:+another program as }0.0.1 to $version with $(waiting) pictures waiting" within dpkg -i /newer.deb
check "the new version is installed" equal "$(within dpkg-query -W -f='${Version}' digitd)" "$version"
check "it runs again" is_active
check "nothing is lost over the upgrade" all_read
check "the instance runs again" is_active digitd@kiosk

# ---- start

times=()
for _ in 1 2 3 4 5 6 7 8 9; do
    within systemctl stop digitd
    within systemctl start digitd
    times+=($((($(property ActiveEnterTimestampMonotonic) - $(property InactiveExitTimestampMonotonic)) / 1000)))
done
median=$(printf '%s\n' "${times[@]}" | sort -n | sed -n 5p)
check "from start to READY: $median ms in the median of 9 (${times[*]}); at most 200" at_most "$median" 200

# ---- the sandbox

exposure=$(within systemd-analyze security --no-pager digitd.service | tail -n 1 | sed 's/.*: //')
check "exposure of the running service: $exposure; at most 0.3" \
    within systemd-analyze security --no-pager --threshold=3 digitd.service
main=$(property MainPID)
check "no new privileges, a filter of system calls, no capabilities" \
    within grep -qzP 'CapEff:\t0+\nCapBnd:\t0+\nCapAmb:\t0+\nNoNewPrivs:\t1\nSeccomp:\t2' "/proc/$main/status"
# Apart from /run/host, which the container adds, and what it may execute, which belongs to root.
mounted_for_writing() {
    within awk '$6 ~ /^rw/ && $5 !~ "^/(proc|dev/pts|run/host/.*|usr/.*)$" { print $5 }' "/proc/$main/mountinfo"
}
check "nothing but its folder and its /tmp is mounted for writing" \
    equal "$(mounted_for_writing | LC_ALL=C sort -u | tr '\n' ' ')" "/tmp /var/lib/digitd /var/tmp "
for space in net mnt user; do
    check "a $space namespace of its own" \
        refused equal "$(within readlink "/proc/$main/ns/$space")" "$(within readlink /proc/1/ns/$space)"
done
# The same unit with the probe in the daemon's place.
sed -e 's|/usr/bin/digitd run|/usr/bin/digitd-probe|; s|^ExecPaths=/usr/bin/digitd|&-probe|; s/^Type=.*/Type=oneshot/' \
    -e '/^\(ExecReload\|Restart\|WatchdogSec\)/d; s/^SystemCallErrorNumber=.*/&\nStandardOutput=append:\/probe.log/' \
    "$root/lib/systemd/system/digitd.service" >"$root/etc/systemd/system/digitd-probe.service"
within systemctl daemon-reload
within systemctl start digitd-probe || true
check "the probe came to its end" grep -q 'load a kernel module' "$root/probe.log"
while read -r word what; do
    case $word in held) held "sandbox: $what" ;; BREACH) broke "sandbox: $what" ;; esac
done <"$root/probe.log"
check "sandbox: its /tmp is its own" test ! -e "$root/tmp/digitd-probe"

# ---- reload

within systemctl start digitd
config=$root/etc/digitd/digitd.yaml
cp "$config" "$work/digitd.yaml"
process=$(property MainPID)
drop_many reload &
sleep 0.5
printf 'min_confidence: 1\nbatch_size: 16\n' >>"$config"
check "reload while pictures come in" within systemctl reload digitd
wait
dropped=$((dropped + 3000))
check "nothing is missed over the reload" all_read
check "it is the same process" equal "$(property MainPID)" "$process"
as alice cp "/usr/share/digitd/samples/$picture" /var/lib/digitd/inbox/doubt.png
dropped=$((dropped + 1))
check "the new threshold is in force" await compgen -G "$var/review/*/doubt.png"
check "the member labels by moving" \
    as alice bash -c 'mv /var/lib/digitd/review/*/doubt.png /var/lib/digitd/labeled/7/'
dropped=$((dropped - 1))
rm "$var/results/doubt.png.json" # with its original, which is no longer counted
echo 'batch_sice: 8' >>"$config"
check "wrong settings make the reload fail" refused within systemctl reload digitd
check "... with line and suggestion" bash -c "'$PWD/Scripts/container.sh' exec '$root' journalctl -u digitd --no-pager \
    | grep -q \"digitd.yaml:[0-9]*: there is no setting 'batch_sice'; did you mean 'batch_size'\""
check "... and it goes on with those in force" is_active
cp "$work/digitd.yaml" "$config"
check "reload of the settings that ship" within systemctl reload digitd

# ---- killed, hung, stopped

restarts() { property NRestarts; }
restarted_since() { [ "$(restarts)" -gt "$1" ] && is_active; }
backlog killed
before=$(restarts)
within systemctl kill -s KILL digitd
check "SIGKILL under load: it is started again" await restarted_since "$before"
check "... and nothing is lost" all_read
before=$(restarts)
within systemctl kill -s TERM --kill-whom=main digitd
check "SIGTERM by somebody else: it is started again, too" await restarted_since "$before"

mkdir -p "$root/etc/systemd/system/digitd.service.d"
printf '[Service]\nWatchdogSec=3s\n' >"$root/etc/systemd/system/digitd.service.d/test.conf"
within systemctl daemon-reload
within systemctl restart digitd
sleep 4
check "the watchdog is content with an idle daemon" equal "$(restarts)" 0
before=$(restarts)
within systemctl kill -s STOP --kill-whom=main digitd
check "SIGSTOP: the watchdog starts it again" await restarted_since "$before"
check "... and says why" bash -c \
    "'$PWD/Scripts/container.sh' exec '$root' journalctl -u digitd --no-pager | grep -q 'Watchdog timeout'"
rm "$root/etc/systemd/system/digitd.service.d/test.conf"
within systemctl daemon-reload

backlog stopped
begin=$(milliseconds)
within systemctl stop digitd
took=$(($(milliseconds) - begin))
check "stop under load: $took ms with $(waiting) pictures waiting; at most 5000" at_most "$took" 5000
check "... in good order" equal "$(property Result) $(property ExecMainStatus)" "success 0"
check "... in the midst of the backlog" test "$(waiting)" -gt 0
check "... with nothing lost" nothing_lost

# ---- reboot

halt
check "nothing is lost while the machine is off" nothing_lost
boot || fail "the container does not boot again"
check "after a reboot the backlog is read" all_read

# ---- the journal, the rollup, the socket, a program for each result

since=$(date +%s)
printf 'rollup: csv\nmetrics_socket: metrics.sock\non_result: /usr/local/bin/on-result\n' >>"$config"
cat >"$root/usr/local/bin/on-result" <<'EOF'
#!/bin/sh
read -r first
echo "$1 $first" >>/var/lib/digitd/told
EOF
chmod 755 "$root/usr/local/bin/on-result"
check "rollup, socket and program are taken up" within systemctl reload digitd
drop_many outlets
check "pictures are read with all of them" all_read
lines_with_id() { within journalctl -u digitd --since "@$since" --no-pager -o cat -g ' id=[0-9a-f]{16} '; }
# Of these pictures: the last of the backlog before may have been read in the same second.
outcome_lines() { equal "$(lines_with_id | grep -c '^\(classified\|uncertain\|rejected\) .*file=outlets/')" 3000; }
check "a line in the journal for each file" await outcome_lines
id=$(sed -n 's/.*"sha256": *"\([0-9a-f]\{16\}\).*/\1/p;T;q' "$var/results/outlets/7.png.json")
check "... which the result leads to" equal "$(lines_with_id | grep "id=$id " | grep -c file=outlets/7.png)" 1
check "the journal drops no lines of the service" equal "$(property LogRateLimitIntervalUSec)" 0
rows() { equal "$(tail -n +2 "$var/results.csv" | wc -l)" "$1"; }
check "a row in results.csv for each result" await rows 3000
as_client() { # USER: what a client of the socket gets
    as "$1" perl -MSocket -e 'socket(S, PF_UNIX, SOCK_STREAM, 0); connect(S, sockaddr_un($ARGV[0])) or die; print <S>' \
        /var/lib/digitd/metrics.sock
}
check "a member gets the metrics over the socket" bash -c 'grep -q "^digitd_drop_to_result_seconds_count [1-9]"' \
    <<<"$(as_client alice)"
check "others do not" refused as_client bob
check "the sandbox lets no program be run for results" test ! -e "$var/told"
check "... which the journal says" within journalctl -u digitd --no-pager -q -g 'on_result failed .*can.t be started'
mkdir -p "$root/etc/systemd/system/digitd.service.d"
sed 's,^#ExecPaths=.*,ExecPaths=/usr/bin/dash,' systemd/examples/on-result.conf \
    >"$root/etc/systemd/system/digitd.service.d/on-result.conf"
within systemctl daemon-reload
within systemctl restart digitd
check "with the drop-in it is as little exposed" within systemd-analyze security --no-pager --threshold=3 digitd.service
as alice bash -c 'mkdir /var/lib/digitd/inbox/told; cp /usr/share/digitd/samples/*.png /var/lib/digitd/inbox/told/'
dropped=$((dropped + count))
check "pictures are read" all_read
told() { equal "$(sort -u "$var/told" | grep -c "^/var/lib/digitd/results/told/.*png.json {$")" "$count"; }
check "... and the program is told of each" await told
rm "$root/etc/systemd/system/digitd.service.d/on-result.conf"
cp "$work/digitd.yaml" "$config"
within systemctl daemon-reload
within systemctl restart digitd
check "it runs without them" is_active

# ---- another folder as the inbox, a cycle by the calendar

examples=/usr/share/doc/digitd/examples
within systemctl stop digitd
mkdir "$root/srv/scans"
echo 'tmpfs /srv/scans tmpfs size=64m 0 0
/srv/scans /var/lib/digitd/inbox none bind,nofail 0 0' >>"$root/etc/fstab"
cp "$root$examples/other-inbox.conf" "$root/etc/systemd/system/digitd.service.d/"
within systemctl daemon-reload
within mount /srv/scans
within mount /var/lib/digitd/inbox
within systemd-tmpfiles --create digitd.conf
check "it starts with a folder mounted over the inbox" within systemctl start digitd
check "... runs nothing from there" \
    within grep -q ' /var/lib/digitd/inbox rw,[^ ]*noexec' "/proc/$(property MainPID)/mountinfo"
as alice cp "/usr/share/digitd/samples/$picture" /srv/scans/scan.png
dropped=$((dropped + 1))
check "... reads what lies there" await test -s "$var/results/scan.png.json"
check "... and moves it" await nothing_lost
check "... notes that it is mounted" grep -qx inbox "$var/.digitd/mounts"
check "commands see what the service sees" as digitd digitd model activate default
within systemctl stop digitd
within umount /var/lib/digitd/inbox
check "it starts again" within systemctl start digitd
check "... not without the mount" within mountpoint -q /var/lib/digitd/inbox
cp "$root$examples"/digitd-finetune.* "$root/etc/systemd/system/"
within systemctl daemon-reload
check "the service of the calendar begins a cycle" within systemctl start digitd-finetune

# ---- remove, purge

within systemctl enable --now digitd@kiosk
check "remove" within dpkg --remove digitd
check "it has stopped" refused is_active
check "the instance has stopped" refused is_active digitd@kiosk
check "the program is gone" test ! -e "$root/usr/bin/digitd"
check "the settings stay" test -e "$config"
check "pictures and results stay" nothing_lost
check "purge" within dpkg --purge digitd
check "the settings are gone" test ! -e "$config"
check "pictures and results stay all the same" nothing_lost
check "what it kept about itself is gone" test ! -e "$var/.digitd"
check "so is what the instance kept" test ! -e "$root/var/lib/digitd-kiosk/.digitd"
check "... and its settings" test ! -e "$root/etc/digitd"
check "its result stays" test -s "$root/var/lib/digitd-kiosk/results/$picture.json"
check "nothing is left enabled" refused compgen -G "$root/etc/systemd/system/multi-user.target.wants/digitd*"

# ---- from 'make install' to the package

# What 'make install' puts below /usr/local, running; then it is taken away and the service goes on.
dpkg-deb -x "$package" "$work/unpacked"
install -D "$work/unpacked/usr/bin/digitd" "$root/usr/local/bin/digitd"
cp -r "$work/unpacked/usr/share/digitd" "$root/usr/local/share/"
systemd/install-units.sh /usr/local/bin /usr/lib/tmpfiles.d "$root/usr/local/lib/systemd/system" "$work/examples"
within systemd-sysusers - <systemd/digitd.sysusers
within systemd-tmpfiles --create - <systemd/digitd.tmpfiles
within systemctl daemon-reload
within systemctl start digitd
rm -r "$root/usr/local/bin/digitd" "$root/usr/local/share/digitd" "$root"/usr/local/lib/systemd/system/digitd*
check "install where a program of 'make install' runs" within dpkg -i /newer.deb
check "... the package's runs from then on" equal "$(within readlink "/proc/$(property MainPID)/exe")" /usr/bin/digitd

echo
echo "system-test: $((checks - failures)) of $checks checks held ($((SECONDS - started)) s)"
[ "$failures" -eq 0 ] || exit 1
