"""Validates results against the published schema, and what a schema can't say: sum, largest digit, confidence.

usage: validate-results.py SCHEMA FOLDER|FILE.json|FILE.ndjson ...
"""

import collections
import datetime
import json
import pathlib
import sys

from jsonschema import Draft202012Validator


def documents(arguments):
    """Yields (where, text) for each result."""
    for argument in map(pathlib.Path, arguments):
        if argument.is_dir():
            for path in sorted(argument.rglob("*.json")):
                yield str(path), path.read_bytes()
        elif argument.suffix == ".ndjson":
            for number, line in enumerate(argument.read_bytes().splitlines(), 1):
                yield f"{argument}:{number}", line
        else:
            yield str(argument), argument.read_bytes()


def unique_keys(pairs):
    keys = [key for key, _ in pairs]
    if len(set(keys)) != len(keys):
        raise ValueError("a key stands twice")
    return dict(pairs)


def further_faults(result):
    """What the documentation promises beyond the schema."""
    probabilities = result.get("probabilities")
    if probabilities is not None:
        if abs(sum(probabilities) - 1) > 1e-4:
            yield f"probabilities sum to {sum(probabilities)}"
        if probabilities.index(max(probabilities)) != result["digit"]:
            yield "digit is not the index of the largest probability"
        if max(probabilities) != result["confidence"]:
            yield "confidence is not the largest probability"
    try:
        datetime.datetime.strptime(result["classified_at"], "%Y-%m-%dT%H:%M:%S.%fZ")
    except ValueError as error:
        yield f"classified_at: {error}"


def main(schema_path, *arguments):
    schema = json.loads(pathlib.Path(schema_path).read_text())
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    statuses, faults = collections.Counter(), 0
    for where, text in documents(arguments):
        try:
            result = json.loads(text.decode("utf-8"), object_pairs_hook=unique_keys)
            errors = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(result)]
            errors = errors or list(further_faults(result))
        except ValueError as error:
            errors = [f"not JSON: {error}"]
        for error in errors:
            print(f"{where}: {error}", file=sys.stderr)
        faults += bool(errors)
        if not errors:
            statuses[result["status"]] += 1
    total = sum(statuses.values())
    print(f"{total} results valid ({', '.join(f'{n} {s}' for s, n in sorted(statuses.items()))}), {faults} not")
    return 1 if faults or not total else 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
