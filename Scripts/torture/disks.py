#!/usr/bin/env python3
"""disks: a file system that fills and is freed, one that becomes read-only and back, an inbox that is unmounted and
back; digitd goes on without a restart, and does not begin without its inbox."""

import os
import signal
import subprocess
import time

from common import Pictures, Root, arguments, finish, skip

options = arguments("disks", files=(300, 40))
pictures = Pictures(2)
problems, figures = [], []


def shell(command):
    return subprocess.run(["sh", "-c", command], capture_output=True, text=True)


if os.geteuid() != 0 or shell("d=$(mktemp -d) && mount -t tmpfs none $d && umount $d").returncode:
    skip("disks", "file systems can't be mounted here")


def mount_small(root, kind, folder, megabytes):
    """A small file system on a folder; how to take it away again."""
    path = f"{root.work}/{folder}"
    os.makedirs(path, exist_ok=True)
    if kind == "tmpfs":
        command = f"mount -t tmpfs -o size={megabytes}m none '{path}'"
    else:
        image = f"{root.work}/{folder.replace('/', '-')}.img"
        command = f"truncate -s {megabytes}M '{image}' && mkfs.{kind} -q -F '{image}' && mount -o loop '{image}' '{path}'"
    answer = shell(command)
    if answer.returncode:
        raise OSError(f"{kind}: {answer.stderr.strip()}")
    return path


def run(name, body, kind):
    root = Root()
    begun = time.monotonic()
    try:
        body(root, kind)
        problems.extend(f"{name} on {kind}: {problem}" for problem in root.problems())
        figures.append(f"{name} on {kind} {time.monotonic() - begun:.0f} s")
    except (OSError, TimeoutError) as error:
        problems.append(f"{name} on {kind}: {error}")
    finally:
        root.remove_now()


def remove_now(self):
    if self.process:
        self.end()
    shell(f"umount -l '{self.path}/inbox' 2>/dev/null; umount -l '{self.work}/disk' 2>/dev/null; rm -rf '{self.work}'")


Root.remove_now = remove_now


def outage(root, cause):
    root.until(f"outage {cause}", lambda: cause in (root.status().get("outage") or ""))


def settled(root, process, lines=60):
    root.until("the end of the outage", lambda: root.waiting() == 0)
    root.until("no outage", lambda: not root.status().get("outage"))
    if process.poll() is not None:
        problems.append("digitd did not outlive it")
    told = [line for line in root.text().splitlines() if " error " in line or " warning " in line]
    if len(told) > 12:
        problems.append(f"{len(told)} lines about one outage: {told[:3]}")
    root.end()


def full(root, kind):
    disk = mount_small(root, kind, "disk", 16)
    root.path = disk + "/root"
    os.makedirs(root.path + "/inbox")
    process = root.start("--workers", "2")
    shell(f"dd if=/dev/zero of='{disk}/ballast' bs=64k 2>/dev/null; dd if=/dev/zero of='{disk}/more' bs=1 count=60000 2>/dev/null")
    # Written elsewhere and moved in by what little room there is: names alone.
    index = 0
    while index < options.files:
        try:
            root.drop(index, pictures[index])
            index += 1
        except OSError:
            # The half one is taken back, and a little room made.
            shell(f"rm -f '{root.path}/inbox/{index}.png'; truncate -s -64K '{disk}/ballast'")
    shell(f"dd if=/dev/zero of='{disk}/more2' bs=1k 2>/dev/null")
    root.drop_late = True
    outage_seen = False
    end = time.monotonic() + 20
    while time.monotonic() < end and not outage_seen and root.waiting():
        outage_seen = "space" in (root.status().get("outage") or "")
    problems.extend(f"while full on {kind}: {p}" for p in root.problems(complete=False))
    shell(f"rm -f '{disk}/ballast' '{disk}/more' '{disk}/more2'")
    if not outage_seen:
        figures.append("(no outage was needed)")
    settled(root, process)


def read_only(root, kind):
    disk = mount_small(root, kind, "disk", 32)
    root.path = disk + "/root"
    os.makedirs(root.path + "/inbox")
    process = root.start()
    root.drop(0, pictures[0])
    root.until("the first", lambda: root.waiting() == 0)
    # Stopped while it has no file open for writing, else the kernel refuses.
    def stopped():
        root.process.send_signal(signal.SIGSTOP)
        if shell(f"mount -o remount,ro '{disk}'").returncode == 0:
            return shell(f"mount -o remount,rw '{disk}'").returncode == 0
        root.process.send_signal(signal.SIGCONT)
        return False

    root.until("a moment without an open file", stopped, 30)
    for index in range(1, options.files):
        root.drop(index, pictures[index])
    answer = shell(f"mount -o remount,ro '{disk}'")
    root.process.send_signal(signal.SIGCONT)
    if answer.returncode:
        raise OSError(f"not made read-only: {answer.stderr.strip()}")
    outage(root, "read-only")
    # New settings can't be taken up now, and that is no end either.
    root.process.send_signal(signal.SIGHUP)
    time.sleep(2)
    if root.process.poll() is not None:
        raise OSError(f"ended with {root.process.returncode} when asked to reload: {root.text()[-400:]}")
    if shell(f"mount -o remount,rw '{disk}'").returncode:
        raise OSError("not made writable again")
    settled(root, process)


def unmount_and_mount(root, inbox, image):
    """The inbox goes once more and comes back, this time under a running daemon."""
    root.until("unmounting", lambda: shell(f"umount '{inbox}'").returncode == 0, 30)
    outage(root, "not mounted")
    if shell(f"mount -o loop '{image}' '{inbox}'").returncode:
        raise OSError("not mounted again")


def unmounted(root, kind):
    inbox = mount_small(root, kind, "root/inbox", 32)
    process = root.start("--rescan-seconds", "1")
    for index in range(options.files // 2):
        root.drop(index, pictures[index])
    root.until("the first half", lambda: root.waiting() == 0)
    image = root.work + "/root-inbox.img"
    root.until("unmounting", lambda: shell(f"umount '{inbox}'").returncode == 0, 30)
    outage(root, "not mounted")
    # Neither new settings nor a new start take the bare mount point for the inbox.
    root.process.send_signal(signal.SIGHUP)
    root.until("the reload to wait", lambda: "paused; trying again" in root.text())
    if root.process.poll() is not None:
        raise OSError(f"ended with {root.process.returncode} when asked to reload: {root.text()[-400:]}")
    root.end(signal.SIGKILL)
    before = len(root.text())
    if root.start(wait=False).wait(60) == 0 or "inbox: is not mounted" not in root.text()[before:]:
        raise OSError(f"began without its inbox: {root.text()[-400:]}")
    if root.verify().returncode == 0:
        problems.append("verify did not miss the inbox")
    if shell(f"mount -o loop '{image}' '{inbox}'").returncode:
        raise OSError("not mounted again")
    process = root.start("--rescan-seconds", "1")
    unmount_and_mount(root, inbox, image)
    for index in range(options.files // 2, options.files):
        root.drop(index, pictures[index])
    settled(root, process)


run("filled and freed", full, "tmpfs")
run("filled and freed", full, "ext4")
run("read-only and back", read_only, "tmpfs")
run("read-only and back", read_only, "ext4")
run("inbox unmounted and back", unmounted, "ext4")
finish("disks", options.seed, problems, "; ".join(figures))
