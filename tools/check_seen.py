#!/usr/bin/env python3
"""Functional coverage of TCP: every reason of a decision and every disposition of a frame was seen, or it is said why not.

usage: check_seen.py UNSEEN.toml PROGRAM=SEEN ...

SEEN is what PROGRAM, a test program of the wire ring, wrote when it last passed (tests/support/peer_seen.h): a line
"NAME COUNT" for each. One that is missing or older than its program means that a part of the ring did not run: then
nothing is judged, and that is an error. UNSEEN.toml lists names and why they are not seen; a listed one that was seen, or
that does not exist, is an error too.
"""
import os
import sys
import tomllib


def read_counts(pairs):
    """Returns ({name: count}, [what is wrong])."""
    total, wrong = {}, []
    for pair in pairs:
        program, _, path = pair.partition("=")
        if not os.path.exists(path):
            wrong.append(f"{path} is missing: {os.path.basename(program)} has not passed here")
            continue
        if os.path.getmtime(path) < os.path.getmtime(program):
            wrong.append(f"{path} is older than its program: {os.path.basename(program)} has not passed since it was built")
            continue
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                name, count = line.split()
                total[name] = total.get(name, 0) + int(count)
    return total, wrong


def main(table, pairs):
    with open(table, "rb") as file:
        unseen = tomllib.load(file)
    total, wrong = read_counts(pairs)
    if wrong:
        sys.exit("only a part of the wire ring was run, so nothing is judged:\n  " + "\n  ".join(wrong))
    if not total:
        sys.exit("no test program was named, or they know no reasons")
    for name, count in total.items():
        if count == 0 and name not in unseen:
            wrong.append(f"{name} was never seen: write a test, or say why in {table}")
        if count != 0 and name in unseen:
            wrong.append(f"{name} was seen {count} times: take it off {table}")
    wrong += [f"{name} in {table} does not exist" for name in unseen if name not in total]
    wrong += [f"{name} in {table}: why?" for name, why in unseen.items() if not isinstance(why, str) or not why.strip()]
    seen = sum(count != 0 for count in total.values())
    print(f"{seen} of {len(total)} reasons and dispositions were seen, {len(unseen)} are explained")
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2:])
