#!/usr/bin/env python3
"""Each invariant of docs/invariants.md names what shows it, and each name stands in the file that is given for it.

usage: check_invariants.py

An error: a row of 1 to 10 that is missing, twice or without a name; a file that does not exist or has not that text; an
assertion of hw/rtl whose message begins with "invariant N:" and that row N does not have.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
TABLE = "docs/invariants.md"
NUMBERS = range(1, 11)


def read_rows():
    """[(number, [(file, name)])]"""
    lines = (ROOT / TABLE).read_text(encoding="utf-8").splitlines()
    rows = [re.match(r"\| (\d+) \|", line) for line in lines]
    return [(int(row[1]), re.findall(r"`([\w/.]+)`: `([^`]+)`", row.string)) for row in rows if row]


def stands_in(name, path):
    """As a whole word, where it is one: a test that was renamed to a longer name is gone."""
    if not path.is_file():
        return False
    text = path.read_text(encoding="utf-8")
    return re.search(rf"\b{name}\b", text) is not None if re.fullmatch(r"\w+", name) else name in text


def main():
    rows = read_rows()
    wrong = [f"invariant {n} has {count} rows" for n in NUMBERS if (count := [number for number, _ in rows].count(n)) != 1]
    for number, names in rows:
        if not names:
            wrong.append(f"invariant {number}: nothing shows it")
        wrong += [f"invariant {number}: {file} has no `{name}`" for file, name in names if not stands_in(name, ROOT / file)]
    named = {(number, name) for number, names in rows for _, name in names}
    for path in sorted((ROOT / "hw/rtl").rglob("*.sv")):
        for message, number in re.findall(r'"(invariant (\d+):[^"]*)"', path.read_text(encoding="utf-8")):
            if (int(number), message) not in named:
                wrong.append(f"invariant {number}: its row has not the assertion `{message}` of {path.relative_to(ROOT)}")
    for line in wrong:
        print(f"{TABLE}: {line}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
