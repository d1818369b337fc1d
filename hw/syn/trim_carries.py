#!/usr/bin/env python3
"""Leaves a carry that nobody reads unconnected, in yosys' netlist, in place.

nextpnr ends every chain of CCU2C whose last carry has a net in one more CCU2C that brings the carry out to the fabric, also
where it goes nowhere: about 350 of them in the whole engine, which cost room and lengthen the columns that carry chains stand in.
"""
import json
import sys


def read_bits(module):
    """The nets that a cell or a port of the module reads."""
    bits = set()
    for cell in module["cells"].values():
        for port, connected in cell["connections"].items():
            if cell["port_directions"][port] != "output":
                bits.update(connected)
    for port in module["ports"].values():
        if port["direction"] != "input":
            bits.update(port["bits"])
    return bits


def trim(module):
    """How many carries were left unconnected."""
    read = read_bits(module)
    trimmed = 0
    for cell in module["cells"].values():
        if cell["type"] == "CCU2C" and cell["connections"]["COUT"][0] not in read:
            cell["connections"]["COUT"] = ["x"]
            trimmed += 1
    return trimmed


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: trim_carries.py NETLIST.json")
    with open(sys.argv[1], encoding="utf-8") as f:
        netlist = json.load(f)
    trimmed = sum(trim(module) for module in netlist["modules"].values())
    with open(sys.argv[1], "w", encoding="utf-8") as f:
        json.dump(netlist, f)
    print(f"carries that nobody reads: {trimmed}")


if __name__ == "__main__":
    main()
