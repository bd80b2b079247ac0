"""What the parts of the torture share: pictures, a root with digitd on it, and the count of what became of them."""

import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.realpath(__file__))
CHECKOUT = os.path.dirname(os.path.dirname(HERE))
FOLDERS = ("processed", "review", "rejected")

# The defaults, whatever is set for a daemon of this machine; DIGITD and the data of tests are our own.
for name in [name for name in os.environ if name.startswith("DIGITD_") and name != "DIGITD_TEST_DATA"]:
    del os.environ[name]
os.environ["DIGITD_CONFIG"] = os.devnull


def program():
    """The digitd under test: DIGITD, else the release build, else the debug one."""
    for path in (os.environ.get("DIGITD"), CHECKOUT + "/.build/release/digitd", CHECKOUT + "/.build/debug/digitd"):
        if path and os.access(path, os.X_OK):
            return path
    sys.exit("torture: no digitd; run 'make build' or name one in DIGITD")


def arguments(part, **numbers):
    """Options of a part; each number has its long and its short value."""
    parser = argparse.ArgumentParser(prog=part)
    parser.add_argument("--short", action="store_true", help="the form that takes seconds")
    parser.add_argument("--seed", type=int, default=None)
    for name in numbers:
        parser.add_argument("--" + name, type=int, default=None)
    given = parser.parse_args()
    for name, (long, short) in numbers.items():
        if getattr(given, name) is None:
            setattr(given, name, short if given.short else long)
    if given.seed is None:
        given.seed = random.SystemRandom().randrange(1 << 30)
    given.part = part
    random.seed(given.seed)
    return given


def finish(part, seed, problems, figures):
    """The one line of a part, and its exit status."""
    for problem in problems[:20]:
        print(f"  {part}: {problem}")
    print(f"torture {part}: {'FAIL' if problems else 'pass'}; {figures} (seed {seed})", flush=True)
    sys.exit(1 if problems else 0)


def skip(part, reason):
    print(f"torture {part}: skipped; {reason}", flush=True)
    sys.exit(0)


class Pictures:
    """Good pictures, each with bytes of its own behind its end, which are no part of it."""

    def __init__(self, count=4):
        self.folder = tempfile.mkdtemp(prefix="digitd-torture-pictures-")
        subprocess.run(
            [program(), "draw", "--out", self.folder + "/p", "--count", str(count), "--look", "clean", "--seed", "1"],
            check=True, capture_output=True,
        )
        self.bytes = []
        for path, _, names in sorted(os.walk(self.folder)):
            self.bytes += [open(f"{path}/{name}", "rb").read() for name in sorted(names) if name.endswith(".png")]
        shutil.rmtree(self.folder)

    def __getitem__(self, index):
        return self.bytes[index % len(self.bytes)] + b"%d" % index


class Root:
    """A root, the digitd on it, and the hash of everything that was dropped, by its number."""

    def __init__(self, parent=None, path=None):
        self.work = tempfile.mkdtemp(prefix="digitd-torture-", dir=parent)
        self.path = path or self.work + "/root"
        os.makedirs(self.path + "/inbox", exist_ok=True)
        self.log = self.work + "/log"
        self.dropped = {}
        self.process = None

    def start(self, *more, wrapper=(), once=False, wait=True):
        """Starts digitd; `wait` until it says that it has started: it holds the root some time before."""
        environment = {**os.environ, "SWIFT_BACKTRACE": "enable=no"}
        command = [*wrapper, program(), "run", "--root", self.path, "--model", "default",
                   "--finetune-window", "off", *(["--once"] if once else []), *more]
        before = self.starts()
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log, env=environment)
        if wait:
            self.until("start", lambda: self.process.poll() is not None or self.starts() > before, 120)
        return self.process

    def starts(self):
        """How often a digitd has said that it has started."""
        return self.text().count(" notice started ")

    def end(self, how=signal.SIGTERM):
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
        code = self.process.wait(300) if self.process else None
        self.process = None
        return code

    def run(self, *command):
        return subprocess.run([program(), *command, "--root", self.path], capture_output=True, text=True)

    def status(self):
        answer = self.run("status", "--format", "json")
        return json.loads(answer.stdout) if answer.returncode == 0 else {}

    def verify(self, *more):
        return self.run("verify", *more)

    def until(self, what, holds, seconds=600):
        """Waits until something holds; an error where it does not in a generous time."""
        end = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > end:
                raise TimeoutError(f"waited in vain: {what}; log: {self.text()[-2000:]}")
            time.sleep(0.05)

    def text(self):
        return open(self.log, errors="replace").read() if os.path.exists(self.log) else ""

    def waiting(self):
        """Files in the inbox that are not left alone."""
        count = 0
        for _, _, names in os.walk(self.path + "/inbox"):
            count += sum(1 for name in names if not name.startswith(".") and not name.endswith((".tmp", ".part")))
        return count

    def drop(self, index, data, name=None):
        """Writes a picture into the inbox."""
        path = f"{self.path}/inbox/{name or f'{index}.png'}"
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data)
        self.dropped[index] = hashlib.sha256(data).hexdigest()

    def places(self):
        """Where every file of the root lies: by hash its paths, below the inbox and the folders of originals."""
        found = {}
        for folder in ("inbox",) + FOLDERS:
            for path, folders, names in os.walk(f"{self.path}/{folder}"):
                folders[:] = [name for name in folders if not name.startswith(".")]
                for name in names:
                    if name.startswith("."):
                        continue
                    whole = f"{path}/{name}"
                    with open(whole, "rb") as file:
                        digest = hashlib.sha256(file.read()).hexdigest()
                    found.setdefault(digest, []).append(whole[len(self.path) + 1:])
        return found

    def results(self):
        """By hash the results that name it; torn ones under None."""
        found = {}
        for path, folders, names in os.walk(self.path + "/results"):
            folders[:] = [name for name in folders if not name.startswith(".")]
            for name in names:
                if name.startswith("."):
                    continue
                whole = f"{path}/{name}"
                try:
                    digest = json.load(open(whole))["sha256"]
                except (ValueError, KeyError):
                    digest = None
                found.setdefault(digest, []).append(whole[len(self.path) + 9:])
        return found

    def problems(self, complete=True):
        """What is not as it must be: every dropped file in one place; outside the inbox with one result of its hash."""
        problems = []
        places, results = self.places(), self.results()
        for path in results.pop(None, []):
            problems.append(f"torn result {path}")
        for index, digest in self.dropped.items():
            here = places.pop(digest, [])
            if len(here) != 1:
                problems.append(f"file {index} lies in {len(here)} places: {here}")
                continue
            in_inbox = here[0].startswith("inbox/")
            if in_inbox and complete:
                problems.append(f"file {index} was not read: {here[0]}")
            count = len(results.pop(digest, []))
            if count != 1 and not in_inbox:
                problems.append(f"file {index} ({here[0]}) has {count} results")
            if count != 0 and in_inbox and complete:
                problems.append(f"file {index} ({here[0]}) has {count} results and lies in the inbox")
        problems += [f"unknown file {paths}" for paths in places.values()]
        problems += [f"result of an unknown file {paths}" for paths in results.values()]
        if complete:
            seen = self.status().get("counts", {})
            if seen.get("seen") != len(self.dropped) or seen.get("waiting") != 0:
                problems.append(f"{len(self.dropped)} were dropped, and the receipt says {seen}")
            verified = self.verify()
            if verified.returncode != 0:
                problems.append(f"verify: {verified.stdout[-500:]}{verified.stderr[-500:]}")
        return problems

    def finish(self, *more):
        """Lets a digitd without disturbance end the work."""
        self.start(*more, once=True, wait=False)
        code = self.process.wait(900)
        self.process = None
        return code

    def remove(self):
        if self.process:
            self.end(signal.SIGKILL)
        shutil.rmtree(self.work, ignore_errors=True)
