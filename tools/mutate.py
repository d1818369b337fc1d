#!/usr/bin/env python3
"""Breaks the engine in one place after the other and looks whether the tests notice.

usage: mutate.py WORK [--only TEXT] [--limit SECONDS]

Each entry of tools/mutations.toml is applied to a copy of the tree in WORK/tree, which is built in WORK/build without
waveforms, with the engine of 1,024 connections; then the wire ring's programs run, those that the entry names first, until
one fails or takes longer than the limit (60 s), and at last tools/check_seen.py over what they saw. --only takes the mutations whose file or text has TEXT in it.
Prints a line for each and a summary. Exits with 1 if fewer than 90 % were noticed, if one survived that is not explained
in the table or was noticed although it is, or if an old text is not in its file exactly once.
"""
import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import time
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent
TABLE = ROOT / "tools/mutations.toml"
SHARE = 0.9
BUILD_LIMIT_S = 900


def path_of(mutation, root):
    return root / "hw/rtl" / (mutation["file"] + ".sv")


def read_table(only):
    mutations = tomllib.loads(TABLE.read_text(encoding="utf-8"))["mutation"]
    wrong = []
    for m in mutations:
        path = path_of(m, ROOT)
        count = path.read_text(encoding="utf-8").count(m["old"]) if path.exists() else 0
        if count != 1:
            wrong.append(f"{m['file']}: found {count} times, must be once: {m['old']}")
        if m["old"] == m["new"]:
            wrong.append(f"{m['file']}: changes nothing: {m['old']}")
    if wrong:
        sys.exit("mutate.py: the table does not fit the engine:\n  " + "\n  ".join(wrong))
    return [m for m in mutations if only is None or only in m["file"] or only in m["old"]]


def copy_tree(tree):
    files = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True, text=True)
    for name in files.stdout.splitlines():
        source, target = ROOT / name, tree / name
        if not source.is_file():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists() or target.read_bytes() != source.read_bytes():
            shutil.copyfile(source, target)
            shutil.copymode(source, target)


def run(command, log, limit, **options):
    """Exit status, or None after the limit."""
    with open(log, "w", encoding="utf-8") as out:
        try:
            return subprocess.run(command, stdout=out, stderr=subprocess.STDOUT, timeout=limit, **options).returncode
        except subprocess.TimeoutExpired:
            return None


def tail(log):
    return "".join(open(log, encoding="utf-8", errors="replace").readlines()[-25:])


class Build:
    """The copy, and the programs made from it."""

    def __init__(self, work):
        self.tree, self.build, self.log = work / "tree", work / "build", work / "log"
        # What a mutation compiles to is of no use to anybody else.
        self.env = dict(os.environ, CC="clang", CXX="clang++", CCACHE_READONLY="1")
        copy_tree(self.tree)
        folders = [p.parent.name for p in sorted((self.tree / "tests/wire").glob("*/main.c"))]
        self.folders = folders
        command = ["cmake", "-G", "Ninja", "-S", self.tree, "-B", self.build, "-DTOE_WAVES=OFF", "-DTOE_RTL_TESTS=OFF",
                   "-DTOE_TESTS=ON", "-DTOE_TEST_MODELS=", "-DTOE_MODEL_OPTIMIZE=-O1"]
        if run(command, self.log, BUILD_LIMIT_S, env=self.env) != 0 or not self.make():
            sys.exit("mutate.py: the tree does not build as it is:\n" + tail(self.log))

    def make(self):
        targets = [f"wire_{f}" for f in self.folders]
        return run(["ninja", "-C", self.build, *targets], self.log, BUILD_LIMIT_S, env=self.env) == 0

    def noticed_by(self, first, limit):
        """The folder whose program fails (or everything_seen), "FOLDER (time)" for one that does not end, None."""
        seen = []
        for folder in first + [f for f in self.folders if f not in first]:
            program, path = self.build / f"tests/wire/wire_{folder}", self.build / f"seen_{folder}"
            status = run([program], self.log, limit, env=dict(self.env, TOE_WIRE_SEEN=path))
            if status != 0:
                return folder if status is not None else f"{folder} (no end)"
            seen.append(f"{program}={path}")
        unseen = self.tree / "tests/wire/unseen.toml"
        status = run([sys.executable, self.tree / "tools/check_seen.py", unseen, *seen], self.log, limit)
        return None if status == 0 else "everything_seen"


def judge(m, build, limit):
    path = path_of(m, build.tree)
    original = path.read_text(encoding="utf-8")
    path.write_text(original.replace(m["old"], m["new"]), encoding="utf-8")
    try:
        if not build.make():
            sys.exit(f"mutate.py: {m['file']} does not build with: {m['new']}\n{tail(build.log)}")
        return build.noticed_by(m["tests"].split(), limit)
    finally:
        path.write_text(original, encoding="utf-8")


def tell(m, by, seconds):
    verdict = f"noticed by {by}" if by else "SURVIVED: " + m["survives"] if "survives" in m else "SURVIVED"
    print(f"{m['file']}: {m['old']} -> {m['new'] or '(nothing)'}\n    {verdict} ({seconds:.0f} s)", flush=True)


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split("\n\n")[1][7:])
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("--only")
    parser.add_argument("--limit", type=int, default=60)
    options = parser.parse_args()
    mutations = read_table(options.only)
    if not mutations:
        sys.exit(f"mutate.py: no mutation has {options.only} in it")
    options.work.mkdir(parents=True, exist_ok=True)
    build = Build(options.work.resolve())
    if (by := build.noticed_by([], options.limit)) is not None:
        sys.exit(f"mutate.py: {by} fails on the engine as it is:\n" + tail(build.log))
    noticed, wrong = 0, 0
    for m in mutations:
        start = time.monotonic()
        by = judge(m, build, options.limit)
        tell(m, by, time.monotonic() - start)
        noticed += by is not None
        wrong += (by is None) != ("survives" in m)
    share = noticed / len(mutations)
    print(f"{noticed} of {len(mutations)} mutations were noticed ({share:.0%}), {wrong} not as the table says")
    sys.exit(wrong != 0 or share < SHARE)


if __name__ == "__main__":
    main()
