#!/usr/bin/env python3
"""Where a synthesised ECP5 netlist is long, without placing it: minutes instead of an hour.

Reads yosys' netlist. Every cell has a fixed delay (speed 6), every wire one that grows with its fan-out, so the figures
order paths and do not promise a clock: in one netlist the TCB pipeline alone was 10.4 ns here and 9.4 routed, the whole
engine 12.5 and 12.4. Prints, for each group of registers where long paths begin, the worst one and what it passes.
"""
import argparse
import collections
import json
import math
import re
import signal
import sys

LUT, CARRY_IN, CARRY, CARRY_OUT = 0.24, 0.45, 0.07, 0.44
FF_OUT, RAM_OUT, RAM_REGISTERED_OUT, RAM_SETUP = 0.52, 4.3, 1.0, 0.1


def wire_delay(fan_out):
    return 0.75 + 0.13 * math.log2(max(1, fan_out))


class Netlist:
    """Arcs (from bit, to bit, ns, over a carry), where paths start (bit: ns, cell) and end (bit, cell, port, ns)."""

    def __init__(self, module):
        self.cells = module["cells"]
        self.arcs, self.starts, self.ends = [], {}, []
        self.fan_out = collections.Counter()
        self.names = {}
        for name, net in module["netnames"].items():
            for i, bit in enumerate(net["bits"]):
                if bit not in self.names or (self.names[bit].startswith("$") and not name.startswith("$")):
                    self.names[bit] = f"{name}[{i}]" if len(net["bits"]) > 1 else name
        for port in module["ports"].values():
            if port["direction"] == "input":
                self.starts.update({bit: (0.0, "a port") for bit in port["bits"]})
        for name, cell in self.cells.items():
            for port, bits in cell["connections"].items():
                if cell["port_directions"][port] == "input":
                    self.fan_out.update(b for b in bits if isinstance(b, int))
            getattr(self, cell["type"].lower(), lambda *_: None)(name, cell, cell["connections"])

    def arc(self, bit, to, ns, carry=False):
        if isinstance(bit, int) and isinstance(to, int):
            self.arcs.append((bit, to, ns, carry))

    def end(self, bits, name, port, ns=0.0):
        self.ends += [(b, name, port, ns) for b in bits if isinstance(b, int)]

    def lut4(self, _, cell, pins):
        for port in "ABCD":
            for bit in pins.get(port, []):
                self.arc(bit, pins["Z"][0], LUT)

    def ccu2c(self, _, cell, pins):
        for out in ("S0", "S1", "COUT"):
            if not pins.get(out):
                continue
            for port in (p for p in pins if p[0] in "ABCD" and p[1:] in ("0", "1")):
                if (port[1], out) != ("1", "S0"):
                    same = out[1:] == port[1]
                    self.arc(pins[port][0], pins[out][0], CARRY_IN if out == "COUT" else LUT if same else CARRY_IN + LUT)
            for bit in pins.get("CIN", []):
                self.arc(bit, pins[out][0], CARRY if out == "COUT" else CARRY_OUT, carry=True)

    def trellis_ff(self, name, cell, pins):
        self.starts[pins["Q"][0]] = (FF_OUT, name)
        for port in ("DI", "M", "CE", "LSR"):
            self.end(pins.get(port, []), name, port)

    def dp16kd(self, name, cell, pins):
        registered = cell["parameters"].get("REGMODE_A") == "OUTREG"
        for port, bits in pins.items():
            if cell["port_directions"][port] == "output":
                self.starts.update({b: (RAM_REGISTERED_OUT if registered else RAM_OUT, name) for b in bits if isinstance(b, int)})
            elif not port.startswith("CLK"):
                self.end(bits, name, port, RAM_SETUP)

    def trellis_dpr16x4(self, name, cell, pins):
        for bit in pins["RAD"]:
            for out in pins["DO"]:
                self.arc(bit, out, LUT)
        for port in ("DI", "WAD", "WRE"):
            self.end(pins.get(port, []), name, port, RAM_SETUP)


def arrivals(net):
    """When each bit has its value, and the bit that it waited for."""
    arcs, waits = collections.defaultdict(list), collections.Counter()
    for bit, to, ns, carry in net.arcs:
        arcs[bit].append((to, ns, carry))
        waits[to] += 1
    at = {bit: ns for bit, (ns, _) in net.starts.items()}
    after = {}
    ready = [b for b in set(at) | set(arcs) if waits[b] == 0]
    while ready:
        bit = ready.pop()
        at.setdefault(bit, 0.0)
        for to, ns, carry in arcs[bit]:
            t = at[bit] + ns + (0 if carry else wire_delay(net.fan_out[bit]))
            if t > at.get(to, -1):
                at[to], after[to] = t, bit
            waits[to] -= 1
            if waits[to] == 0:
                ready.append(to)
    return at, after


def group(name):
    """u_core.u_tcb.u_measure.diff_o, whichever bit of it and whatever yosys added."""
    return re.sub(r"_(TRELLIS|LUT4|CCU2C)_.*|\[\d+\]|\$.*", "", name).replace("u_core.", "") or name


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("netlist")
    args.add_argument("--paths", type=int, default=20, help="how many are printed (default 20)")
    a = args.parse_args()
    try:
        with open(a.netlist, encoding="utf-8") as f:
            modules = json.load(f)["modules"]
        net = Netlist(next(m for m in modules.values() if m["attributes"].get("top")))
    except (OSError, ValueError, KeyError, StopIteration) as error:
        sys.exit(f"estimate: {a.netlist}: {error}")
    at, after = arrivals(net)
    worst = {}
    for bit, name, port, ns in net.ends:
        t = at.get(bit, 0.0) + wire_delay(net.fan_out[bit]) + ns
        to = group(name) + ("" if port in ("DI", "M") else f" ({port})")
        path = [bit]
        while path[-1] in after:
            path.append(after[path[-1]])
        start = group(net.starts.get(path[-1], (0, "a constant"))[1])
        if t > worst.get(start, (0,))[0]:
            worst[start] = (t, to, path)
    for start, (t, to, path) in sorted(worst.items(), key=lambda w: -w[1][0])[:a.paths]:
        passed = dict.fromkeys(group(net.names.get(b, "?")) for b in reversed(path))
        print(f"{t:5.1f} in {len(path) - 1:2} steps: {start} -> {to}")
        print("      by " + ", ".join(list(passed)[:6]))


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)      # a reader that has seen enough, such as head
    main()
