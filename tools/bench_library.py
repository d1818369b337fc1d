#!/usr/bin/env python3
"""`./toe bench --library`: instructions of the host library for a byte and for a call, by callgrind.

usage: bench_library.py [--mib N] BUILD

tests/bench/bulk.c moves N MiB (default 1) in calls of 16,384 and of 64 bytes. Counted are the instructions of the functions
of libtoe.a (library and driver) and of what they call in libc; not the simulated engine, its transport, or the program. A run
without bytes is taken off. "a byte" is the run with large calls by its bytes; "a call" is what the small calls cost more, each.

Beside it the same program over Linux's sockets (TCP over loopback): system calls, and the CPU time that they took in the
kernel. Instructions of the kernel cannot be counted without hardware counters; its time also holds the work of the other end
that loopback does in our calls, and no driver's.
"""
import os
import re
import subprocess
import sys
import tempfile

LARGE, SMALL = 16384, 64
LINUX_MIB = 256
SHORT = 64  # a run of small calls has so many fewer bytes


def symbols(archive):
    lines = subprocess.run(["nm", "--defined-only", archive], capture_output=True, text=True).stdout.splitlines()
    return {line.split()[2] for line in lines if len(line.split()) == 3 and line.split()[1] in "tT"}


def counted(path, ours):
    """Instructions of our functions, and, with all below them, of those of libc that they call."""
    names, total, caller, callee, callee_object, current_object, call = {}, 0, "", "", "", "", False

    def name(text):
        number, _, rest = text.partition(" ")
        if rest:
            names[number] = rest
        return names.get(number, text)

    with open(path) as lines:
        for line in lines:
            key, _, value = line.rstrip("\n").partition("=")
            if key == "ob":
                current_object = name("o" + value)
            elif key == "cob":
                callee_object = name("o" + value)
            elif key == "fn":
                caller = name("f" + value)
            elif key == "cfn":
                callee = name("f" + value)
            elif key == "calls":
                call = True
            elif re.match(r"[+\-*0-9]", line):
                cost = int(line.split()[-1])
                inside = caller.split("'")[0] in ours
                if inside and (not call or "libc" in callee_object):
                    total += cost
                if call:
                    call, callee_object = False, current_object
    return total


def run_bulk(build, *words, wrapper=()):
    done = subprocess.run([*wrapper, os.path.join(build, "tests/bench/bulk"), *map(str, words)], capture_output=True, text=True,
                          timeout=600)
    if done.returncode:
        sys.exit(f"bench --library: bulk {words}: {done.stderr.strip()[-300:]}")
    words = done.stdout.split()
    return int(words[1]), float(words[5])


def instructions(build, ours, way, size, piece):
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "out")
        calls, _ = run_bulk(build, "toe", way, size, piece,
                            wrapper=("valgrind", "-q", "--tool=callgrind", "--callgrind-out-file=" + out))
        return counted(out, ours), calls


def main():
    words = sys.argv[1:]
    mib = int(words[1]) if len(words) == 3 and words[0] == "--mib" and words[1].isdigit() else 1
    if len(words) not in (1, 3) or (len(words) == 3 and words[0] != "--mib") or mib == 0:
        sys.exit(__doc__.split("\n\n")[1])
    build, size = os.path.realpath(words[-1]), mib << 20
    ours = symbols(os.path.join(build, "lib/libtoe.a"))
    if not ours:
        sys.exit(f"bench --library: {build}/lib/libtoe.a has no symbols")
    print(f"library and driver, {mib} MiB: instructions a byte in calls of {LARGE}, and a call in calls of {SMALL}")
    for way in "send", "receive":
        none, _ = instructions(build, ours, way, 0, LARGE)
        large, large_calls = instructions(build, ours, way, size, LARGE)
        small, small_calls = instructions(build, ours, way, size // SHORT, SMALL)
        byte = (large - none) / size
        print(f"  {way:8} {byte:6.2f} a byte ({large_calls} calls)"
              f" {(small - none - byte * (size // SHORT)) / small_calls:8.0f} a call ({small_calls} calls)")
    print(f"Linux over loopback, {LINUX_MIB} MiB in calls of {LARGE}: system calls, and the kernel's CPU time in them")
    for way in "send", "receive":
        calls, system_s = run_bulk(build, "linux", way, LINUX_MIB << 20, LARGE)
        print(f"  {way:8} {system_s * 1e9 / (LINUX_MIB << 20):6.2f} ns a byte, {calls} calls, {system_s * 1e6 / calls:.1f} us each")


if __name__ == "__main__":
    main()
