#!/usr/bin/env python3
"""Names of the engine's enums for C, taken from the SystemVerilog packages so that nothing is typed twice.

usage: gen_names.py PKG_DIR OUT.c OUT.h

Reads PKG_DIR/{tcb,reason,event,toe}_pkg.sv. For each enum: an array of names in order, an array of clauses (the comment
behind each name), and in the header one constant a name, TOE_ST_ESTABLISHED for StEstablished.
"""
import pathlib
import re
import sys

# enum in the package, package file, stem of the C arrays
ENUMS = [
    ("state_e", "tcb_pkg.sv", "state"),
    ("event_kind_e", "tcb_pkg.sv", "kind"),
    ("reason_e", "reason_pkg.sv", "reason"),
    ("disposition_e", "reason_pkg.sv", "disposition"),
    ("command_e", "event_pkg.sv", "command"),
    ("error_e", "toe_pkg.sv", "error"),
]


def parse_enum(text, name):
    """Returns [(member, comment)] of `typedef enum ... { ... } name;`."""
    # Comments may hold braces, so the body ends where the enum's name follows, and holds no other typedef.
    pattern = r"typedef\s+enum\b[^{;]*\{((?:(?!typedef).)*?)\}\s*" + name + r"\s*;"
    for match in re.finditer(pattern, text, re.DOTALL):
        members = []
        for line in match.group(1).splitlines():
            code, _, comment = line.partition("//")
            for member in re.findall(r"\w+", code):
                members.append((member, comment.strip()))
        return members
    raise SystemExit(f"gen_names.py: no enum {name}")


def c_constant(member):
    return "TOE_" + re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", member).upper()


def c_string(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def main(pkg_dir, out_c, out_h):
    banner = "/* Made by sim/gen_names.py from the packages in hw/rtl/pkg; do not edit. */\n"
    header = [banner, "#ifndef TOE_NAMES_GEN_H\n#define TOE_NAMES_GEN_H\n"]
    source = [banner, f'#include "{pathlib.Path(out_h).name}"\n']
    for enum, package, stem in ENUMS:
        members = parse_enum((pathlib.Path(pkg_dir) / package).read_text(encoding="utf-8"), enum)
        constants = "".join(f"    {c_constant(m)},\n" for m, _ in members)
        count = f"TOE_{stem.upper()}_COUNT"
        header.append(f"enum toe_gen_{stem} {{\n{constants}    {count}\n}};\n"
                      f"extern const char *const toe_gen_{stem}_names[{count}];\n"
                      f"extern const char *const toe_gen_{stem}_clauses[{count}];\n")
        for kind, values in (("names", [m for m, _ in members]), ("clauses", [c for _, c in members])):
            body = "".join(f"    {c_string(v)},\n" for v in values)
            source.append(f"const char *const toe_gen_{stem}_{kind}[{count}] = {{\n{body}}};\n")
    header.append("#endif\n")
    pathlib.Path(out_c).write_text("\n".join(source), encoding="utf-8")
    pathlib.Path(out_h).write_text("\n".join(header), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        raise SystemExit(__doc__)
    main(*sys.argv[1:])
