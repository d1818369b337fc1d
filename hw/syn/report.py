#!/usr/bin/env python3
"""Says in words what a placed design costs: area, memories, Fmax, the longest path.

Reads yosys' netlist and `stat -json`, and nextpnr's `--report --detailed-timing-report`. Exits non-zero when a memory that
must be in block RAM is not.
"""
import argparse
import collections
import json
import re
import signal
import sys

# More distributed RAM than the small queues need means that a TCB or a buffer has left block RAM.
DISTRIBUTED_RAM_LIMIT = 1200

# The TCB, what a connection has beside it, and every buffer of frames or payload.
BLOCK_RAMS = {
    "core": ["u_core.u_tcb.u_ram", "u_core.u_time.u_unit", "u_core.u_time.u_deadlines", "u_core.u_flow.u_flow_table",
             "u_core.u_flow.u_flow_tuple", "u_core.u_rx.u_frame_buffer", "u_core.u_link.u_from_host.u_payload_in",
             "u_core.u_link.u_to_host.u_raw_to_host", "u_core.u_link.u_from_host.u_raw_to_wire", "u_core.u_side.u_echo.u_buffer"],
    "tcb": ["u_ram"],
}
SLOW_ENDPOINTS = 8  # of them are listed


def cell_name(cell):
    """A netlist name as a reader would write it: u_tcb.u_measure.diff_o[3]."""
    name = cell.split("$")[0] if not cell.startswith("$") else cell
    name = re.sub(r"_TRELLIS_FF_.*|_LUT4_.*|_CCU2C_.*|_PFUMX_.*|_L6MUX21_.*", "", name)
    return name.replace("\\", "") or cell


def nets_of(path):
    """The named nets a path passes, each once."""
    seen = []
    for step in path:
        net = step.get("net")
        if net:
            name = cell_name(net)
            if not name.startswith("$") and name not in seen:
                seen.append(name)
    return seen


def block_rams(netlist, wanted):
    """How many block RAMs each wanted memory has."""
    with open(netlist, encoding="utf-8") as f:
        modules = json.load(f)["modules"]
    names = [name for module in modules.values() for name, cell in module["cells"].items() if cell["type"] == "DP16KD"]
    return {memory: sum(name.startswith(memory + ".") for name in names) for memory in wanted}


def slow_endpoints(nets):
    """The registers that are reached last: (ns, name), the slowest bit of each."""
    worst = collections.Counter()
    for net in nets:
        for end in net["endpoints"]:
            name = cell_name(end["cell"])
            worst[name] = max(worst[name], max(end["delay"]))
    return [(ns, name) for name, ns in worst.most_common(SLOW_ENDPOINTS)]


def describe(path):
    logic = sum(s["delay"] for s in path if s["type"] in ("logic", "clk-to-q", "setup"))
    route = sum(s["delay"] for s in path if s["type"] == "routing")
    levels = sum(1 for s in path if s["type"] == "logic")
    start, end = cell_name(path[0]["to"]["cell"]), cell_name(path[-1]["from"]["cell"])
    lines = [f"longest path: {logic + route:.1f} ns, {logic:.1f} in {levels} logic steps and {route:.1f} on the way between them",
             f"  from {start}", f"  to   {end}"]
    passed = nets_of(path)
    if len(passed) > 2:
        lines.append("  by   " + ", ".join(passed[1:-1][:6]))
    return lines


def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--netlist", required=True)
    args.add_argument("--stat", required=True)
    args.add_argument("--report", required=True)
    args.add_argument("--top", required=True)
    a = args.parse_args()
    try:
        with open(a.stat, encoding="utf-8") as f:
            cells = json.load(f)["design"]["num_cells_by_type"]
        with open(a.report, encoding="utf-8") as f:
            report = json.load(f)
        memories = block_rams(a.netlist, BLOCK_RAMS[a.top])
    except (OSError, ValueError, KeyError) as error:
        sys.exit(f"report: {error}")
    used = {kind: (u["used"], u["available"]) for kind, u in report["utilization"].items()}
    for kind, words in (("TRELLIS_COMB", "logic cells (COMB)"), ("TRELLIS_FF", "flip-flops"), ("DP16KD", "block RAMs (DP16KD)")):
        have, of = used[kind]
        print(f"{words:22} {have:6} of {of:6} {100 * have / of:5.1f} %")
    distributed = cells.get("TRELLIS_DPR16X4", 0)
    print(f"{'distributed RAM cells':22} {distributed:6} (16 x 4 bits each: small queues only)")
    for clock in report["fmax"].values():
        print(f"{'Fmax':22} {clock['achieved']:6.1f} MHz")
    for entry in report["critical_paths"][:1]:
        print("\n".join(describe(entry["path"])))
    print("registers that are reached last:")
    for ns, name in slow_endpoints(report.get("detailed_net_timings", [])):
        print(f"  {ns:5.1f} ns  {name}")
    print("in block RAM: " + ", ".join(f"{name} {count}" for name, count in memories.items()))
    missing = [name for name, count in memories.items() if count == 0]
    if missing:
        sys.exit(f"report: not in block RAM: {', '.join(missing)}")
    if distributed > DISTRIBUTED_RAM_LIMIT:
        sys.exit(f"report: {distributed} distributed RAM cells, more than {DISTRIBUTED_RAM_LIMIT}: a large memory is not in block RAM")


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)      # a reader that has seen enough, such as head
    main()
