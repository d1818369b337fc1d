#!/usr/bin/env python3
"""Says whether a netlist can fit a device at all, before a placer tries without end.

usage: fits.py STAT DEVICE

STAT is what yosys' `stat -json` wrote after synth_ecp5; DEVICE is 25k or 85k. Exits with 1, and says what is too much, if it
cannot fit.
"""
import json
import sys

PLACES = {"25k": {"DP16KD": 56, "COMB": 24288}, "85k": {"DP16KD": 208, "COMB": 83640}}     # nextpnr's for LFE5U-25F and -85F
COMB_CELLS = {"LUT4": 1, "CCU2C": 2, "TRELLIS_DPR16X4": 6}                                 # logic cells that each one takes


def main():
    if len(sys.argv) != 3 or sys.argv[2] not in PLACES:
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8") as file:
        cells = json.load(file)["design"]["num_cells_by_type"]
    wanted = {"DP16KD": cells.get("DP16KD", 0), "COMB": sum(n * cells.get(cell, 0) for cell, n in COMB_CELLS.items())}
    over = [f"{wanted[kind]} of {places} {kind}" for kind, places in PLACES[sys.argv[2]].items() if wanted[kind] > places]
    if over:
        sys.exit(f"fits.py: does not fit LFE5U-{sys.argv[2][:2]}F: {', '.join(over)}")


if __name__ == "__main__":
    main()
