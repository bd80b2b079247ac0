#!/usr/bin/env python3
"""learning: daemon and trainer are killed at random moments of a fine-tune cycle, and in the midst of its writing."""

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import time

from common import Pictures, Root, arguments, finish, program

options = arguments("learning", kills=(50, 4), labels=(200, 40))
pictures = Pictures()
root = Root()
models = root.path + "/models"
problems, lengths, moments = [], [], {"trainer": 0, "daemon": 0, "both": 0}
dropped, writing, completed = 0, 0, 0
begun = time.monotonic()

# A hand that is read badly, so that candidates are accepted and models change. Drawn once, labelled bit by bit.
more = 5
each = -(-(options.labels + (options.kills + 20) * more) // 10)
subprocess.run([program(), "draw", "--out", root.work + "/hand", "--count", str(each), "--seed", str(options.seed),
                "--slant", "0.6", "--turn", "25"], check=True, capture_output=True)
pool = sorted((name, digit) for digit in range(10) for name in os.listdir(f"{root.work}/hand/{digit}"))
random.shuffle(pool)
labels = {}


def label(count):
    """Puts so many more pictures into labeled/."""
    for name, digit in [pool.pop() for _ in range(min(count, len(pool)))]:
        place = f"{root.path}/labeled/{digit}"
        os.makedirs(place, exist_ok=True)
        shutil.copyfile(f"{root.work}/hand/{digit}/{name}", f"{place}/{name}")
        labels[f"{place}/{name}"] = digest(f"{place}/{name}")


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def small_model():
    """A network that learns in seconds, from drawn digits that stand upright."""
    recipe = {"name": "small", "layers": ["dense 32", "relu", "dense 10"], "epochs": 10, "heldOut": 100}
    with open(root.work + "/recipe.json", "w") as file:
        json.dump(recipe, file)
    for command in (["draw", "--out", root.work + "/upright", "--count", "100", "--slant", "0", "--turn", "0"],
                    ["train", "--recipe", root.work + "/recipe.json", "--data", root.work + "/upright",
                     "--out", root.work + "/small.safetensors"]):
        subprocess.run([program(), *command], check=True, capture_output=True)
    return root.work + "/small.safetensors"


def hurry(trainer):
    """Gives a trainer its share of a machine that has other things to do, which would put a cycle off for hours."""
    try:
        for thread in map(int, os.listdir(f"/proc/{trainer}/task")):
            os.sched_setscheduler(thread, os.SCHED_OTHER, os.sched_param(0))
            os.setpriority(os.PRIO_PROCESS, thread, os.getpriority(os.PRIO_PROCESS, 0))
    except OSError:
        pass  # it takes privileges, or the trainer has ended


def trainers():
    """Processes of `digitd finetune` on this root, whoever began them."""
    found = []
    for entry in os.listdir("/proc"):
        try:
            with open(f"/proc/{entry}/cmdline", "rb") as file:
                words = file.read().split(b"\0")
        except OSError:
            continue
        if b"finetune" in words and root.path.encode() in words:
            found.append(int(entry))
    return found


def folder_of_models():
    """Changes with whatever is written to models/, whole or half."""
    try:
        return [(entry.name, entry.stat(follow_symlinks=False).st_size) for entry in os.scandir(models)]
    except FileNotFoundError:
        return []


def check(when):
    """A whole model is in use, every model that shows is whole, the history can be read, no label is gone."""
    for name in os.listdir(models):
        if name.endswith(".safetensors") and not name.startswith("."):
            if subprocess.run([program(), "model", "show", f"{models}/{name}"], capture_output=True).returncode:
                problems.append(f"{when}: {name} is no whole model")
    if os.path.lexists(models + "/current") and not os.path.exists(models + "/current"):
        problems.append(f"{when}: current leads nowhere")
    shown = root.run("model", "show")
    if shown.returncode:
        problems.append(f"{when}: no model can be used: {shown.stderr.strip()}")
    if os.path.exists(models + "/history.jsonl"):
        for line in open(models + "/history.jsonl").read().split("\n")[:-1]:
            try:
                json.loads(line)
            except ValueError:
                problems.append(f"{when}: a torn line of history: {line[:60]}")
    problems.extend(f"{when}: {path} is another" for path, was in labels.items() if digest(path) != was)


def begin():
    """A daemon on the root, and its trainer."""
    global completed
    if not root.process or root.process.poll() is not None:
        root.start("--model", "current", "--finetune-interval-hours", "0.001", "--settle-milliseconds", "100")
    fresh = time.monotonic()
    while not (found := trainers()):
        if time.monotonic() - fresh > 20:  # the labels are those of a cycle that ended while nobody looked
            label(more)
            fresh = time.monotonic()
        time.sleep(0.02)
    return found[0]


os.makedirs(models)
root.run("model", "activate", small_model())
label(options.labels)
length = 10.0
for round in range(options.kills):
    label(more)
    while True:
        trainer, since, before = begin(), time.monotonic(), folder_of_models()
        in_writing = round % 3 == 2
        wait = 600 if in_writing else random.uniform(0, length)
        hurried = 0
        while time.monotonic() - since < wait and os.path.exists(f"/proc/{trainer}"):
            if time.monotonic() - hurried > 0.5:  # again and again: the daemon may not have set it back yet
                hurry(trainer)
                hurried = time.monotonic()
            if in_writing and folder_of_models() != before:
                break
            time.sleep(0.001 if in_writing else 0.01)
        if os.path.exists(f"/proc/{trainer}"):
            break
        length = time.monotonic() - since  # it ended first
        completed += 1
        label(more)
    if in_writing:
        writing += 1
        time.sleep(random.choice([0, 0, 0.001, 0.01, 0.1]))
    for _ in range(3):
        root.drop(dropped, pictures[dropped])
        dropped += 1
    victim = random.choice(["trainer", "daemon", "both"])
    moments[victim] += 1
    if victim != "daemon":
        try:
            os.kill(trainer, signal.SIGKILL)
        except ProcessLookupError:
            pass
    if victim != "trainer":
        root.end(signal.SIGKILL)
    check(f"kill {round + 1} ({victim})")

if not root.process:
    root.start("--model", "current", "--settle-milliseconds", "100")
root.until("the end of the reading", lambda: root.waiting() == 0)
if root.end() != 0:
    problems.append("the daemon did not end well")
root.until("the end of the trainers", lambda: not [hurry(trainer) for trainer in trainers()])
last = root.run("finetune", "--force")
if last.returncode:
    problems.append(f"the next cycle did not complete: {last.stderr.strip()}")
check("after the last cycle")
left = [name for name in os.listdir(models) if name.startswith(".")]
if left:
    problems.append(f"half files are left in models/: {left}")
problems += root.problems()
known = {digest(f"{models}/{name}") for name in os.listdir(models) if name.endswith(".safetensors")}
used = set()
for path, _, names in os.walk(root.path + "/results"):
    used |= {json.load(open(f"{path}/{name}"))["model"]["sha256"] for name in names if name.endswith(".json")}
# The oldest of many models may have been removed again; the history names them.
names = [json.loads(line).get("model") for line in open(models + "/history.jsonl").read().splitlines()]
ever = {name.split("-")[1][:8] for name in names if name}
problems += [f"results by a model that was never there: {name}" for name in used - known if name[:8] not in ever]
kills = ", ".join(f"{count} of {what}" for what, count in moments.items())
figures = (f"{options.kills} kills ({kills}; {writing} in the midst of writing), {completed} cycles ended before their"
           f" kill, {len(known)} models whole, {dropped} pictures read by {len(used)} of them; the next cycle:"
           f" {last.stdout.split(':')[0]}, {time.monotonic() - begun:.0f} s")
if not problems:
    root.remove()
finish("learning", options.seed, problems, figures)
