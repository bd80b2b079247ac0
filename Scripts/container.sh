#!/usr/bin/env bash
# Boots a real systemd in a container, for Scripts/system-test.sh: systemd-nspawn, on a machine whose own first process
# need not be systemd.
#   container.sh make  FOLDER           a small Debian (debootstrap; about 40 s, 250 MB)
#   container.sh boot  FOLDER           boots it in the background and waits until its services have started
#   container.sh exec  FOLDER COMMAND   runs COMMAND in it
#   container.sh stop  FOLDER           shuts it down
set -euo pipefail
action=$1 folder=$(realpath -m "$2")
shift 2
state=$folder.state

# The first process in the container: systemd-nspawn's own child.
leader() { pgrep -P "$(cat "$state/pid")" -x systemd || true; }

case $action in
make)
    mirror=$(apt-get indextargets --format '$(REPO_URI) $(CODENAME)' 'Created-By: Packages' \
        | awk '$2 == "bookworm" { print $1; exit }')
    debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus,libdeflate0,libpng16-16,libstdc++6,zlib1g \
        bookworm "$folder" "$mirror"
    # What the test has no use for.
    for unit in getty.target console-getty.service systemd-logind.service systemd-timesyncd.service \
        systemd-networkd.service systemd-resolved.service apt-daily.timer apt-daily-upgrade.timer \
        dpkg-db-backup.timer e2scrub_all.timer fstrim.timer; do
        ln -sf /dev/null "$folder/etc/systemd/system/$unit"
    done
    ;;
boot)
    mkdir -p "$state"
    rm -f "$state/pid"
    # nspawn wants a tmpfs on /run/systemd, and the places systemd would have made there.
    setsid unshare -m bash -c '
        echo $$ > "$1/pid"
        mount -t tmpfs tmpfs /run/systemd
        mkdir -p -m 755 /run/systemd/inaccessible
        cd /run/systemd/inaccessible
        install -m 000 /dev/null reg
        mkdir -m 000 dir
        mkfifo -m 000 fifo
        exec systemd-nspawn -q -D "$2" --machine=digitd-$$ --register=no --keep-unit --kill-signal=SIGRTMIN+3 \
            --private-network -b --console=pipe systemd.log_target=journal
    ' container "$state" "$folder" </dev/null >"$state/console.log" 2>&1 &
    for _ in $(seq 600); do
        if [ -s "$state/pid" ] && first=$(leader) && [ -n "$first" ]; then
            case $(nsenter -t "$first" -a systemctl is-system-running 2>/dev/null || true) in
            running | degraded) exit 0 ;;
            esac
        fi
        sleep 0.1
    done
    tail -n 20 "$state/console.log" >&2
    echo "container: $folder did not boot within 60 s" >&2
    "$0" stop "$folder"
    exit 1
    ;;
exec)
    first=$(leader)
    [ -n "$first" ] || { echo "container: $folder does not run" >&2; exit 1; }
    exec nsenter -t "$first" -a -- "$@"
    ;;
stop)
    [ -s "$state/pid" ] || { rm -rf "$state"; exit 0; }
    nspawn=$(cat "$state/pid")
    first=""
    for _ in $(seq 200); do
        [ -d "/proc/$nspawn" ] || break
        # SIGRTMIN+4 is poweroff; in the midst of a boot the first process comes late.
        [ -n "$first" ] || { first=$(leader) && { [ -z "$first" ] || kill -s SIGRTMIN+4 "$first" || true; }; }
        sleep 0.1
    done
    # Ending nspawn alone would leave the container running.
    if [ -d "/proc/$nspawn" ]; then
        pkill -KILL -P "$nspawn" || true
        kill -KILL "$nspawn" || true
    fi
    rm -rf "$state"
    # With the groups of version 1, the container's stay behind.
    for controller in memory pids cpu; do
        group=/sys/fs/cgroup/$controller$(awk -F: -v name=$controller '$2 == name { print $3 }' /proc/self/cgroup)
        [ -d "$group" ] || continue
        find "$group" -mindepth 1 -depth -type d \
            \( -path '*/system.slice*' -o -path '*/user.slice*' -o -name init.scope -o -name '*.mount' \) \
            -exec rmdir {} + 2>/dev/null || true
    done
    ;;
*)
    echo "container: $action is none of make, boot, exec, stop" >&2
    exit 64
    ;;
esac
