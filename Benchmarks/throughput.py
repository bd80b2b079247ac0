"""Times digitd beside its rivals and the limit on one machine, and prints the table.

   throughput.py DIGITD MODEL LIMIT DROP PICTURES FOLDER [--onnx FILE] [--rounds N] [--rows NAME ...]

Sides are measured in turn (A B A B ...), each on folders that nothing was deleted from: with root's rights on an ext4 of
its own in a file below FOLDER, made anew for each run, else on a new folder below FOLDER. A figure is the median of the
rounds; every ratio is the median of the ratios within the rounds.
"""
import argparse
import contextlib
import fcntl
import os
import pathlib
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).parent
IMAGE_BYTES = 1 << 30
DROPS = 200


class Places:
    """Fresh folders to work in."""

    def __init__(self, folder, size=IMAGE_BYTES):
        self.folder, self.count, self.image = folder, 0, None
        if os.geteuid() == 0 and shutil.which("mkfs.ext4"):
            self.image, self.mount = folder / "ext4.image", folder / "mount"
            self.mount.mkdir()
            # Written once, so that no run has to find blocks for it.
            with open(self.image, "wb") as image:
                for _ in range(size >> 20):
                    image.write(bytes(1 << 20))

    @contextlib.contextmanager
    def fresh(self, pictures=None, copies=1):
        """A root with `pictures` in its inbox, on the disk."""
        self.count += 1
        if self.image is None:
            root = self.folder / f"root-{self.count}"
            self.fill(root, pictures, copies)
            yield root
            return
        make = ["mkfs.ext4", "-q", "-F", "-i", "4096", "-E", "nodiscard,lazy_itable_init=0,lazy_journal_init=0", self.image]
        subprocess.run(make, check=True)
        try:
            subprocess.run(["mount", "-o", "loop,noinit_itable", self.image, self.mount], check=True)
            self.fill(self.mount / "root", pictures, copies)
            yield self.mount / "root"
        finally:
            # Lazily where something still holds it: neither the mount nor its loop device may outlive the bench.
            if os.path.ismount(self.mount) and subprocess.run(["umount", self.mount]).returncode:
                subprocess.run(["umount", "-l", self.mount], check=True)

    @staticmethod
    def fill(root, pictures, copies):
        # All that digitd uses: on a new ext4 the first folders take long to make.
        for name in ("inbox", "results", "processed", "review", "rejected", "labeled", "models", ".digitd"):
            (root / name).mkdir(parents=True)
        if pictures:
            for copy in range(copies):
                for path in pictures.iterdir():
                    name = path.name if copies == 1 else f"{copy:03d}-{path.name}"
                    shutil.copyfile(path, root / "inbox" / name)
        os.sync()


@contextlib.contextmanager
def machine_alone():
    """Keeps other benches of this user from timing at the same time."""
    with open(f"/dev/shm/digitd-bench-{os.getuid()}.lock", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def run_once(command):
    """Seconds and processor's seconds of a command."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        _, status, used = os.wait4(process.pid, 0)
    except BaseException:
        process.kill()
        process.wait()
        raise
    seconds = time.perf_counter() - start
    if status != 0:
        sys.exit(f"bench: {command[0]} failed")
    return seconds, used.ru_utime + used.ru_stime


class Bench:
    def __init__(self, options):
        self.options = options
        self.pictures = pathlib.Path(options.pictures)
        self.model = ["--model", options.model, *options.options.split()]
        self.rows = []

    # What a side is started with.

    def digitd_once(self, root, durability):
        return [self.options.digitd, "run", "--once", "--root", root, "--durability", durability,
                "--log-level", "warning", *self.model]

    def digitd_watch(self, root, durability):
        return [self.options.digitd, "run", "--root", root, "--durability", durability,
                "--log-level", "warning", *self.model]

    def limit_once(self, root, durability):
        return [self.options.limit, "once", root, durability, "2"]

    def python(self, root, mode):
        return [sys.executable, HERE / "Rivals" / "inbox.py", self.options.onnx, root, mode]

    # Measuring.

    def rounds(self, sides, measure):
        """Values by side, measured in turn; `measure(side)` answers a tuple of numbers."""
        values = {name: [] for name in sides}
        for _ in range(self.options.rounds):
            for name, side in sides.items():
                with machine_alone():
                    values[name].append(measure(side))
        return values

    def files_a_second(self, folder, sides):
        count = len(list(folder.iterdir()))

        def measure(side):
            with self.places.fresh(folder) as root:
                if side == "python":
                    answer = subprocess.run(self.python(root, "once"), check=True, capture_output=True, text=True)
                    _, seconds, processor = answer.stdout.split()
                else:
                    seconds, processor = run_once(side(root))
                done = len(list((root / "results").glob("*.json")))
                if done != count:
                    sys.exit(f"bench: {done} results of {count} files")
                return count / float(seconds), float(processor) / count * 1e6

        return self.rounds(sides, measure)

    def report(self, work, unit, values, column, against, digits=0, smaller_is_better=False):
        ours, theirs = ([value[column] for value in values[name]] for name in ("digitd", against))
        ratio = statistics.median(a / b for a, b in zip(ours, theirs))
        bar, aim = BARS.get((work, against), ("", ""))
        line = (f"| {work} | {unit} | {statistics.median(ours):,.{digits}f} | {against} | "
                f"{statistics.median(theirs):,.{digits}f} | {ratio:.2f} | {bar} | {aim} |")
        print(line, flush=True)

    def small(self):
        sides = {"digitd": lambda root: self.digitd_once(root, "none"), "limit": lambda root: self.limit_once(root, "none")}
        if self.options.onnx:
            sides["Python"] = "python"
        values = self.files_a_second(self.pictures / "small", sides)
        self.report("small, durability none", "files/s", values, 0, "limit")
        if self.options.onnx:
            self.report("small, durability none", "files/s", values, 0, "Python")
            self.report("processor's time for a file", "us", values, 1, "Python", 1)

    def batch(self):
        sides = {"digitd": lambda root: self.digitd_once(root, "batch"), "limit": lambda root: self.limit_once(root, "batch")}
        values = self.files_a_second(self.pictures / "small", sides)
        self.report("small, durability batch", "files/s", values, 0, "limit")

    def large(self):
        sides = {"digitd": lambda root: self.digitd_once(root, "none"), "limit": lambda root: self.limit_once(root, "none")}
        for name, work in (("rgb", "512x512 RGB"), ("grey", "1200x900 grey")):
            values = self.files_a_second(self.pictures / name, sides)
            self.report(work, "files/s", values, 0, "limit")

    def latency(self):
        for ours, theirs in (("none", "none"), ("batch", "file")):
            sides = {"digitd": lambda root: self.digitd_watch(root, ours),
                     "limit": lambda root: [self.options.limit, "watch", root, theirs]}
            values = self.rounds(sides, self.drop_latency)
            for column, name in enumerate(("p50", "p99")):
                self.report(f"drop to result, {ours}, {name}", "us", values, column, "limit")

    def drop_latency(self, side):
        with self.places.fresh() as root:
            with started(side(root)):
                answer = subprocess.run([self.options.drop, self.pictures / "small", root, str(DROPS), "5"],
                                        check=True, capture_output=True, text=True).stdout.split()
        if "lost" in answer:
            sys.exit("bench: a dropped file had no result within two seconds")
        times = sorted(map(float, answer))
        return times[len(times) // 2], times[len(times) * 99 // 100]

    def start(self):
        sides = {"digitd": lambda root: self.digitd_watch(root, "batch")}
        if self.options.onnx:
            sides["Python"] = lambda root: self.python(root, "watch")

        def measure(side):
            with self.places.fresh() as root:
                with started(side(root)) as (process, seconds):
                    time.sleep(0.5)
                    return seconds * 1e3, memory(process.pid, "smaps_rollup", "Pss")

        values = self.rounds(sides, measure)
        for column, (work, unit) in enumerate((("start to ready", "ms"), ("idle memory (PSS)", "MB"))):
            self.report(work, unit, values, column, "Python" if self.options.onnx else "digitd", 1)

    def waiting(self):
        """The peak of memory while 100,000 files wait, and files a second over all of them."""
        values = []
        places = Places(self.folder_of("long"), 3 << 30)
        with places.fresh(self.pictures / "small", 10) as root, machine_alone():
            count = len(os.listdir(root / "inbox"))
            with started(self.digitd_watch(root, "batch")) as (process, _):
                while os.listdir(root / "inbox"):
                    time.sleep(0.2)
                values = memory(process.pid, "status", "VmHWM")
        bar, aim = BARS["peak memory"]
        print(f"| peak memory, {count:,} waiting | MB | {values:.1f} | | | | {bar} | {aim} |", flush=True)

    def growth(self):
        """Files a second of the last twentieth of GROWTH files against the first, fed 10,000 at a time."""
        places = Places(self.folder_of("growth"), 12 << 30)
        sides = {"digitd": self.digitd_once, "limit": self.limit_once}
        for name, side in sides.items():
            with places.fresh() as root:
                speeds = []
                for part in range(self.options.growth // 10_000):
                    for path in (self.pictures / "small").iterdir():
                        shutil.copyfile(path, root / "inbox" / f"{part:03d}-{path.name}")
                    os.sync()
                    with machine_alone():
                        speeds.append(10_000 / run_once(side(root, "batch"))[0])
                few = max(1, len(speeds) // 20)
                first, last = statistics.median(speeds[:few]), statistics.median(speeds[-few:])
                print(f"| growth of {name}, the last of {self.options.growth:,} files against the first | files/s | "
                      f"{last:,.0f} | itself | {first:,.0f} | {last / first:.2f} | 0.9 | |", flush=True)

    def folder_of(self, name):
        folder = pathlib.Path(self.options.folder) / name
        folder.mkdir()
        return folder

    def run(self):
        print("| work | unit | digitd | against | its | ratio | bar | aim |\n|---|---|---|---|---|---|---|---|", flush=True)
        self.places = Places(pathlib.Path(self.options.folder))
        for row in self.options.rows:
            getattr(self, row)()


# By work and rival: the ratio or the figure to reach, and the one to aim for.
BARS = {
    ("small, durability none", "limit"): ("0.75", "0.9"),
    ("small, durability batch", "limit"): ("0.75", "0.95"),
    ("small, durability none", "Python"): ("1.3", "1.7"),
    ("processor's time for a file", "Python"): ("0.5", "0.35"),
    ("512x512 RGB", "limit"): ("0.9", "1.5"),
    ("1200x900 grey", "limit"): ("0.9", "1.5"),
    ("drop to result, none, p50", "limit"): ("350 us", "200 us"),
    ("drop to result, none, p99", "limit"): ("1,500 us", "500 us"),
    ("drop to result, batch, p50", "limit"): ("1,200 us", "600 us"),
    ("drop to result, batch, p99", "limit"): ("4,000 us", "1,500 us"),
    ("start to ready", "Python"): ("40 ms", "15 ms"),
    ("idle memory (PSS)", "Python"): ("25 MB", "12 MB"),
    "peak memory": ("60 MB", "40 MB"),
}


@contextlib.contextmanager
def started(command):
    """A daemon that says it is ready, by a line or to its supervisor; with the seconds it took to."""
    path = f"\0digitd-bench-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as supervisor:
        supervisor.bind(path)
        supervisor.settimeout(60)
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "NOTIFY_SOCKET": "@" + path[1:]})
        try:
            if "digitd" in pathlib.Path(command[0]).name:
                while b"READY=1" not in supervisor.recv(4096):
                    pass
            elif process.stdout.readline() != b"ready\n":
                sys.exit(f"bench: {command[0]} did not start")
            yield process, time.perf_counter() - start
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()
            process.stdout.close()


def memory(pid, file, field):
    """A field of /proc/PID, in MB."""
    for line in open(f"/proc/{pid}/{file}"):
        if line.startswith(field + ":"):
            return int(line.split()[1]) / 1024
    raise KeyError(field)


def main():
    parser = argparse.ArgumentParser()
    for name in ("digitd", "model", "limit", "drop", "pictures", "folder"):
        parser.add_argument(name)
    parser.add_argument("--onnx", help="the model for the Python rival; without it there is none")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rows", nargs="+", default=["small", "batch", "large", "latency", "start"],
                        choices=["small", "batch", "large", "latency", "start", "waiting", "growth"])
    parser.add_argument("--options", default="", help="more options for digitd, in one argument")
    parser.add_argument("--growth", type=int, default=1_000_000)
    # Ended like by Ctrl-C: with what it started, and unmounted.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    # The defaults, whatever is set for a daemon of this machine.
    for name in [name for name in os.environ if name.startswith("DIGITD_")]:
        del os.environ[name]
    os.environ["DIGITD_CONFIG"] = os.devnull
    Bench(parser.parse_args()).run()


if __name__ == "__main__":
    main()
