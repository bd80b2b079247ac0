#!/usr/bin/env python3
"""Shows that digitd learns from labelled folders, and that learning can't make it worse. One line a case.

    teaching.py DIGITD DATA [CASE ...]      DATA holds mnist/ and usps/, optdigits/; without cases all are run

Each case teaches a fresh root with `digitd finetune` and asks the models before and after about pictures that were not
taught. `style` trains a model first, which takes minutes (STYLE_PARENT=FILE takes one that is there). `latency` measures a
running daemon while it trains, so the machine should have nothing else to do. Python's standard library alone.
"""
import gzip
import json
import os
import pathlib
import random
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import zlib

DIGITD, DATA = sys.argv[1], pathlib.Path(sys.argv[2])
WORK = pathlib.Path(tempfile.mkdtemp(prefix="digitd-teaching."))
PARENT = os.environ.get("PARENT", "default")
failures = 0

# The defaults, whatever is set for a daemon of this machine.
for name in [name for name in os.environ if name.startswith("DIGITD_")]:
    del os.environ[name]
os.environ["DIGITD_CONFIG"] = os.devnull


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(pixels, width, height):
    rows = b"".join(b"\0" + pixels[y * width : (y + 1) * width] for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def idx(stem):
    pixels = gzip.open(f"{stem}-images-idx3-ubyte.gz").read()
    labels = gzip.open(f"{stem}-labels-idx1-ubyte.gz").read()[8:]
    count, height, width = struct.unpack(">III", pixels[4:16])
    size = width * height
    return [(png(pixels[16 + i * size : 16 + (i + 1) * size], width, height), labels[i]) for i in range(count)]


def write(folder, pictures):
    for index, (content, label) in enumerate(pictures):
        place = folder / str(label)
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{index:05d}.png").write_bytes(content)


def run(*arguments):
    done = subprocess.run([DIGITD, *map(str, arguments)], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"digitd {' '.join(map(str, arguments))} ended with {done.returncode}: {done.stderr}")
    return done


def wrong(data, model, *options):
    report = json.loads(run("evaluate", "--data", data, "--model", model, "--format", "json", *options).stdout)
    return report["images"] - report["correct"], report["images"]


def mnist(model):
    return wrong(DATA / "mnist", model, "--split", "test")


def sample(pictures, each, seed):
    """`each` pictures of every digit, and the others."""
    order = list(range(len(pictures)))
    random.Random(seed).shuffle(order)
    counts, chosen = [0] * 10, set()
    for index in order:
        if counts[pictures[index][1]] < each:
            counts[pictures[index][1]] += 1
            chosen.add(index)
    return [pictures[i] for i in sorted(chosen)], [pictures[i] for i in order if i not in chosen]


def teach(root, *options, parent=None):
    """One cycle; its line of the history, and the model that is current then."""
    began = time.time()
    first = [] if (root / "models/current").exists() else ["--model", parent or PARENT]
    done = run("finetune", "--root", root, *first, *options)
    cycle = json.loads((root / "models/history.jsonl").read_text().splitlines()[-1])
    cycle["wall"], cycle["errors"] = time.time() - began, done.stderr
    current = root / "models/current"
    return cycle, current.resolve() if current.exists() else parent or PARENT


def fresh(name):
    root = WORK / name
    (root / "labeled").mkdir(parents=True)
    return root


def say(case, holds, text):
    global failures
    failures += not holds
    print(f"{'ok  ' if holds else 'FAIL'} {case:10} {text}", flush=True)


def change(data, model, *options, parent=None):
    before, count = wrong(data, parent or PARENT, *options)
    after, _ = wrong(data, model, *options)
    return before, after, count


def foreign(name, stem):
    pictures, losses = idx(DATA / name / stem), []
    for draw in range(3):
        root = fresh(f"{name}{draw}")
        taught, others = sample(pictures, 20, draw)
        write(root / "labeled", taught)
        asked = WORK / f"{name}{draw}-asked"
        write(asked, others[:2000])
        cycle, model = teach(root)
        before, after, count = change(asked, model)
        lost = mnist(model)[0] - mnist(PARENT)[0]
        losses.append(lost)
        holds = after <= 0.6 * before or after <= 0.015 * count
        say(name, holds, f"draw {draw}: {cycle['decision']}, wrong {before} -> {after} of {count}, "
            f"MNIST test loses {lost / 100:+.2f} points, {cycle['wall']:.0f} s; {cycle['reason']}")
    mean = sum(losses) / len(losses) / 100
    say(name, mean <= 0.1, f"mean loss on MNIST test {mean:+.3f} points")


def hand():
    """A hand that leans and turns far over: read badly before, 20 labels a digit."""
    root, far = fresh("hand"), ("--slant", "0.6", "--turn", "25")
    run("draw", "--out", root / "drawn", "--count", 20, "--seed", 6, *far)
    shutil.copytree(root / "drawn", root / "labeled", dirs_exist_ok=True)
    run("draw", "--out", WORK / "hand-asked", "--count", 100, "--seed", 7, *far)
    cycle, model = teach(root)
    before, after, count = change(WORK / "hand-asked", model)
    lost = mnist(model)[0] - mnist(PARENT)[0]
    say("hand", after < before and lost <= 10, f"{cycle['decision']}, wrong {before} -> {after} of {count}, MNIST test "
        f"loses {lost / 100:+.2f} points")


def noise():
    pictures = idx(DATA / "usps/usps-train")
    root = fresh("noise")
    taught, others = sample(pictures, 40, 9)
    dice = random.Random(5)
    labels, flipped = [], set()
    for index, (content, label) in enumerate(taught):
        if dice.random() < 0.3:
            flipped.add(index)
            label = dice.choice([d for d in range(10) if d != label])
        labels.append((content, label))
    write(root / "labeled", labels)
    cycle, model = teach(root)
    named = {int(suspect["file"].split("/")[-1][:5]) for suspect in cycle["suspects"]}
    asked = WORK / "noise-asked"
    write(asked, others[:2000])
    before, after, count = change(asked, model)
    found, alarms = len(named & flipped), len(named - flipped)
    lost = mnist(model)[0] - mnist(PARENT)[0]
    good = len(taught) - len(flipped)
    holds = found >= 0.8 * len(flipped) and alarms <= 0.05 * good and after <= before and lost <= 10
    say("noise", holds, f"{found} of {len(flipped)} wrong labels named, {alarms} false alarms in {good}; {cycle['decision']}, "
        f"wrong {before} -> {after} of {count}, MNIST test loses {lost / 100:+.2f} points")


def hostile(name, labels):
    root = fresh(name)
    write(root / "labeled", labels)
    cycle, model = teach(root)
    lost = mnist(model)[0] - mnist(PARENT)[0]
    say(name, lost <= 10, f"{cycle['decision']}, MNIST test loses {lost / 100:+.2f} points; {cycle['reason']}")


def shifted():
    taught, _ = sample(idx(DATA / "usps/usps-train"), 20, 4)
    hostile("shifted", [(content, (label + 1) % 10) for content, label in taught])


def single():
    pictures = [p for p in idx(DATA / "usps/usps-train") if p[1] == 7]
    hostile("single", pictures[:200])


def copies():
    content, label = idx(DATA / "usps/usps-train")[3]
    # The same picture in 200 files that differ: a text chunk more.
    hostile("copies", [(content[:33] + chunk(b"tEXt", b"Comment\0%d" % i) + content[33:], label) for i in range(200)])


def decay():
    pools = [idx(DATA / "usps/usps-train"), idx(DATA / "optdigits/optdigits-train")]
    root, before = fresh("decay"), mnist(PARENT)[0]
    decisions, model = [], PARENT
    for turn in range(10):
        for place, pool in enumerate(pools):
            for index in random.Random(100 * turn + place).sample(range(len(pool)), 25):
                content, label = pool[index]
                folder = root / "labeled" / str(label)
                folder.mkdir(parents=True, exist_ok=True)
                (folder / f"{place}-{index}.png").write_bytes(content)
        cycle, model = teach(root)
        decisions.append(cycle["decision"][0])
    lost = mnist(model)[0] - before
    say("decay", lost <= 15, f"ten cycles ({''.join(decisions)}; a accepted, r refused), MNIST test loses {lost / 100:+.2f} points")


def thousand():
    taught, _ = sample(idx(DATA / "usps/usps-train"), 100, 8)
    root = fresh("thousand")
    write(root / "labeled", taught)
    cycle, _ = teach(root)
    say("thousand", cycle["wall"] <= 60, f"1,000 labels: {cycle['wall']:.0f} s, {cycle['decision']}")


# Ways of writing that MNIST does not teach: a network that has not seen them drawn reads them badly.
STYLES = ("4.lightning", "9.bowl")


def style_parent():
    """A model of the default's network that has never seen the styles, after a few passes."""
    if "STYLE_PARENT" in os.environ:
        return os.environ["STYLE_PARENT"]
    recipe = json.loads((pathlib.Path(__file__).parent.parent / "Models/default.recipe.json").read_text())
    recipe.pop("crossFit", None)
    recipe.update(name="without-styles", epochs=6, drawn={"count": 30000, "perEpoch": 8000, "without": list(STYLES)},
                  outliers={"count": 10000, "perEpoch": 2500})
    (WORK / "style.json").write_text(json.dumps(recipe))
    out = WORK / "without-styles.safetensors"
    run("train", "--recipe", WORK / "style.json", "--data", DATA / "mnist", "--out", out)
    return out


def style():
    """Ten labels each of two ways of writing that the parent has never seen."""
    parent, losses = style_parent(), []
    asked = {name: WORK / f"asked-{name}" for name in STYLES}
    for name in STYLES:
        run("draw", "--out", asked[name], "--count", 500, "--seed", 71, "--style", name)
    for draw in range(3):
        root = fresh(f"style{draw}")
        for name in STYLES:
            run("draw", "--out", root / name, "--count", 10, "--seed", 80 + draw, "--style", name)
            shutil.copytree(root / name / name[0], root / "labeled" / name[0], dirs_exist_ok=True)
        cycle, model = teach(root, parent=parent)
        right, texts = [], []
        for name in STYLES:
            before, after, count = change(asked[name], model, parent=parent)
            right.append(1 - after / count)
            texts.append(f"{name} {100 * (1 - before / count):.1f} -> {100 * right[-1]:.1f} % right")
        losses.append(mnist(model)[0] - mnist(parent)[0])
        say("style", min(right) >= 0.97, f"draw {draw}: {cycle['decision']}, {', '.join(texts)}, MNIST test loses "
            f"{losses[-1] / 100:+.2f} points; {cycle['reason']}")
    mean = sum(losses) / len(losses) / 100
    say("style", mean <= 0.1, f"mean loss on MNIST test {mean:+.3f} points")


def processor_seconds(process):
    fields = pathlib.Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def children(process):
    found = []
    for entry in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            if entry.read_text().rsplit(")", 1)[1].split()[1] == str(process):
                found.append(int(entry.parent.name))
        except OSError:
            pass
    return found


def percentile(times, share):
    return sorted(times)[min(len(times) - 1, int(share * len(times)))]


def drops(root, pictures, goes_on):
    """Drops single pictures while `goes_on`; milliseconds from each drop to its result, by the change time of its file,
    which is that of the last tick of the clock: up to 4 ms early."""
    times, results = [], root / "results"
    for index, content in enumerate(pictures):
        if not goes_on():
            break
        name = f"{index:05d}-{time.monotonic_ns()}.png"
        (root / name).write_bytes(content)
        began = time.time_ns()
        os.rename(root / name, root / "inbox" / name)
        result, end = results / f"{name}.json", time.time() + 60
        while not result.exists() and time.time() < end:
            time.sleep(0.002)
        times.append((result.stat().st_ctime_ns - began) / 1e6)
        time.sleep(random.uniform(0.02, 0.08))
    return times


def latency():
    """Single pictures dropped into a running daemon, first without and then during a fine-tune cycle of 1,000 labels."""
    root = fresh("latency")
    taught, others = sample(idx(DATA / "usps/usps-train"), 100, 8)
    pictures = [content for content, _ in others]
    (root / "inbox").mkdir()
    daemon = subprocess.Popen(
        [DIGITD, "run", "--root", root, "--model", PARENT, "--finetune-interval-hours", "0.001", "--log-level", "error"],
        stdin=subprocess.DEVNULL)
    try:
        while not (root / "results").exists():
            time.sleep(0.05)
        alone = drops(root, pictures[:200], lambda: True)
        write(root / "labeled", taught)
        while not (trainers := children(daemon.pid)):
            time.sleep(0.05)
        trainer = trainers[0]
        began, spent, policy = time.time(), 0.0, None

        def goes_on():
            nonlocal spent, policy
            if trainer not in children(daemon.pid) or time.time() - began > 60:
                return False
            spent, policy = processor_seconds(trainer), os.sched_getscheduler(trainer)
            return True

        during = drops(root, pictures[200:], goes_on)
        wall = time.time() - began
        subprocess.run(["kill", str(trainer)], stderr=subprocess.DEVNULL)
    finally:
        daemon.terminate()
        daemon.wait()
    for name, times in (("alone", alone), ("training", during)):
        text = ", ".join(f"p{100 * share:g} {percentile(times, share):.1f} ms" for share in (0.5, 0.9, 0.99))
        holds = name == "alone" or percentile(times, 0.99) < 100
        say("latency", holds, f"{name}: {len(times)} single pictures, {text}, longest {max(times):.1f} ms")
    print(f"     the trainer had {spent:.1f} s of processor in {wall:.0f} s (scheduling policy {policy}); load average "
          f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")


CASES = {
    "usps": lambda: foreign("usps", "usps-train"),
    "optdigits": lambda: foreign("optdigits", "optdigits-train"),
    "hand": hand,
    "noise": noise,
    "shifted": shifted,
    "single": single,
    "copies": copies,
    "decay": decay,
    "thousand": thousand,
    "style": style,
    "latency": latency,
}

try:
    for case in sys.argv[3:] or CASES:
        CASES[case]()
finally:
    shutil.rmtree(WORK, ignore_errors=True)
sys.exit(1 if failures else 0)
