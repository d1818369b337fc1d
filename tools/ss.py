#!/usr/bin/env python3
"""ss.py [PATH...]: prints what the connections of running programs are doing, in the manner of `ss -tin`.

PATH is what the program was started with (--status PATH, or toe_device_serve_status in toe.h). Without one, every status
socket whose path ends in .toe is asked. Exit status: 0, or 1 if one of them did not answer, 2 if there is none to ask.
"""
import os
import socket
import sys

PATIENCE_S = 5
SUFFIX = ".toe"


def served():
    """The paths of listening sockets that are status sockets by their name, and this user's."""
    with open("/proc/net/unix", encoding="utf-8", errors="replace") as table:
        paths = {line.split(maxsplit=7)[7].rstrip("\n") for line in table if line.rstrip().endswith(SUFFIX)}
    return sorted(path for path in paths if os.access(path, os.W_OK))


def ask(path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as peer:
        peer.settimeout(PATIENCE_S)
        peer.connect(path)
        while data := peer.recv(65536):
            sys.stdout.write(data.decode("ascii", "replace"))


def main():
    if any(argument.startswith("-") for argument in sys.argv[1:]):
        sys.exit(f"usage: ./toe ss [PATH...]\n{__doc__.partition(chr(10))[2].strip()}")
    paths = sys.argv[1:] or served()
    if not paths:
        print(f"toe ss: no status socket that ends in {SUFFIX}; start a program with --status PATH", file=sys.stderr)
        return 2
    status = 0
    for path in paths:
        if len(paths) > 1:
            print(f"{path}:")
        try:
            ask(path)
        except OSError as error:
            print(f"toe ss: {path}: {error.strerror or 'it does not answer'}", file=sys.stderr)
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
