#!/usr/bin/env python3
"""gen_link.py: everything about the host link that more than one language must know, from one definition.

Reads   hw/link/messages.toml, hw/link/registers.toml and the enums of hw/rtl/pkg/{reason,toe,tcb}_pkg.sv
Writes  hw/rtl/pkg/link_pkg.sv, driver/link_gen.h, driver/link_gen.c and the tables of docs/host-link.md

  tools/gen_link.py           writes the files
  tools/gen_link.py --check   writes nothing; exits with 1 and names them if files are not current
"""
import argparse
import pathlib
import re
import sys
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent
SOURCES = "hw/link/messages.toml, hw/link/registers.toml and the enums of hw/rtl/pkg"
NOTICE = f"Generated from {SOURCES} by tools/gen_link.py; do not edit."
CONFIG_BASE, COUNTER_BASE, STATUS_BASE = 0x000, 0x100, 0x200
DOC_BEGIN = f"<!-- {NOTICE} -->"
DOC_END = "<!-- end of the generated part -->"

# The enums that C shares with the RTL: package, type, prefix there, C enum, C prefix, function of their names.
ENUMS = [
    ("tcb_pkg", "state_e", "St", "toe_state", "TOE_STATE", "connection states (RFC 9293 section 3.3.2)"),
    ("toe_pkg", "error_e", "Err", "toe_conn_error", "TOE_CONN_ERROR", "why a connection ended"),
    ("reason_pkg", "disposition_e", "Disp", "toe_disp", "TOE_DISP", "how a received frame ended"),
    ("reason_pkg", "reason_e", "Why", "toe_why", "TOE_WHY", "what one pass of the TCB pipeline decided"),
    ("event_pkg", "command_e", "Cmd", "toe_cmd", "TOE_CMD", "host commands, as the decision trace numbers them"),
    ("tcb_pkg", "event_kind_e", "Ev", "toe_event", "TOE_EVENT", "kinds of events of the decision trace"),
    ("action_pkg", "rtx_op_e", "Rtx", "toe_rtx", "TOE_RTX", "operations on the retransmission timer"),
    ("action_pkg", "slow_op_e", "Slow", "toe_slow", "TOE_SLOW", "operations on the slow timer"),
]

SV_KEYWORDS = {"final": "final_closed"}      # names of the definition that SystemVerilog keeps for itself


def snake(name):
    """DropTcpHeader -> drop_tcp_header, FinWait1 -> fin_wait1, etherStatsPkts -> ether_stats_pkts"""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def camel(name):
    """recv_limit -> RecvLimit, etherStatsPkts -> EtherStatsPkts"""
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def quote(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def parse_enum(package, type_name):
    """[(identifier, comment)] of one typedef enum; the values count from 0."""
    text = (ROOT / f"hw/rtl/pkg/{package}.sv").read_text()
    found = re.search(r"typedef enum logic[^{\n]*\{\n((?:(?!\s*\}).*\n)*)\s*\}\s*" + type_name + r"\s*;", text)
    if not found:
        sys.exit(f"gen_link.py: no enum {type_name} in {package}")
    entries = []
    for line in found.group(1).splitlines():
        entry = re.match(r"\s*([A-Za-z]\w*)\s*,?\s*(?://\s*(.*?))?\s*$", line)
        if entry:
            entries.append((entry.group(1), entry.group(2) or ""))
        elif line.strip() and not line.strip().startswith("//"):
            sys.exit(f"gen_link.py: {package}::{type_name}: cannot read '{line.strip()}'")
    return entries


class Message:
    """One message of the definition file. `fields` are (name, bytes) of a fixed body, in order."""

    def __init__(self, entry, direction):
        self.name, self.type, self.doc, self.direction = entry["name"], entry["type"], entry["doc"], direction
        self.arg0, self.arg1 = entry.get("arg0"), entry.get("arg1")
        body = entry.get("body", [])
        self.variable = body == "bytes"
        self.fields = [] if self.variable else [tuple(field) for field in body]
        self.body_bytes = sum(size for _, size in self.fields)
        self.prefix = direction + "_" + self.name
        if self.body_bytes % 8:
            sys.exit(f"gen_link.py: the body of {self.prefix} is no multiple of 8 bytes")


class Definition:
    def __init__(self):
        with open(ROOT / "hw/link/messages.toml", "rb") as file:
            messages = tomllib.load(file)
        with open(ROOT / "hw/link/registers.toml", "rb") as file:
            registers = tomllib.load(file)
        self.version, self.flags = messages["version"], messages["flags"]
        self.limits, self.errors = messages["limits"], messages["link_errors"]
        self.to_engine = [Message(entry, "h2e") for entry in messages["to_engine"]]
        self.to_host = [Message(entry, "e2h") for entry in messages["to_host"]]
        self.enums = {spec[1]: parse_enum(spec[0], spec[1]) for spec in ENUMS}
        self.config = registers["config"]
        self.stats, self.status = registers["counter"], registers["status"]
        self.words = []                      # (name, address, field, low bit, bits) of each configuration word
        for field in self.config:
            count = (field["bits"] + 31) // 32
            for word in range(count):
                name = field["name"] if count == 1 else f"{field['name']}_{word}"
                bits = min(32, field["bits"] - 32 * word)
                self.words.append((name, CONFIG_BASE + 4 * len(self.words), field, 32 * word, bits))
        self.counters = []                   # (name, address, doc)
        for identifier, comment in self.enums["disposition_e"]:
            self.counters.append((snake(identifier), comment or "Frames " + snake(identifier[4:]).replace("_", " ") + "."))
        self.counters += [(stat["name"], stat["doc"]) for stat in self.stats]
        self.counters = [(name, COUNTER_BASE + 4 * i, doc) for i, (name, doc) in enumerate(self.counters)]
        self.status_words = [(s["name"], STATUS_BASE + 4 * i, s["doc"]) for i, s in enumerate(self.status)]
        if len(self.words) > 64 or len(self.counters) > 64:
            sys.exit("gen_link.py: more than 64 words in a register block")


# ---------------------------------------------------------------- SystemVerilog
def sv_struct(name, doc, fields):
    """A packed struct whose first byte on the link is in bits 7:0: the first field stands last."""
    out = [f"  // {doc}", "  typedef struct packed {"]
    for field, kind in reversed(fields):
        out.append(f"    {kind:<13}{field};")
    return out + [f"  }} {name};", ""]


def sv_package(d):
    out = [f"// {NOTICE}",
           "// link_pkg: messages and registers of the host link.",
           "// Structs are little-endian: the first byte on the link is in bits 7:0, so the first field stands last.",
           "package link_pkg;", "",
           f"  localparam logic [31:0] Version = 32'd{d.version};", ""]
    for name, value in d.limits.items():
        out.append(f"  localparam int unsigned {camel(name)} = {value};")
    out += ["  localparam int unsigned HeaderBytes = 16;", ""]
    for prefix, messages in (("H2e", d.to_engine), ("E2h", d.to_host)):
        out.append("  typedef enum logic [7:0] {")
        lines = [f"    {prefix}{camel(m.name)} = 8'h{m.type:02x}" for m in messages]
        out += [",\n".join(lines), f"  }} {prefix.lower()}_type_e;", ""]
    width = max(d.errors.values()).bit_length()
    out.append(f"  typedef enum logic [{width - 1}:0] {{")
    out += [",\n".join([f"    LinkOk = {width}'d0"] + [f"    Link{camel(n)} = {width}'d{v}" for n, v in d.errors.items()]),
            "  } link_error_e;", ""]
    flags = sorted(d.flags.items(), key=lambda item: item[1])
    if [bit for _, bit in flags] != list(range(8)):
        sys.exit("gen_link.py: the flags do not fill their byte")
    out += sv_struct("flags_t", "the flags byte", [(SV_KEYWORDS.get(name, name), "logic") for name, _ in flags])
    out += sv_struct("header_t", "the header of every message",
                     [("msg_type", "logic [7:0]"), ("flags", "flags_t"), ("conn", "logic [15:0]"),
                      ("length_bytes", "logic [31:0]"), ("arg0", "logic [31:0]"), ("arg1", "logic [31:0]")])
    for message in d.to_engine + d.to_host:
        if message.fields:
            out += sv_struct(f"{message.prefix}_t", f"body of {message.prefix}, {message.body_bytes} bytes",
                             [(name, f"logic [{8 * size - 1}:0]") for name, size in message.fields])
    out += ["  // register addresses, in bytes",
            f"  localparam logic [11:0] RegConfigBase  = 12'h{CONFIG_BASE:03x};",
            f"  localparam logic [11:0] RegCounterBase = 12'h{COUNTER_BASE:03x};",
            f"  localparam logic [11:0] RegStatusBase  = 12'h{STATUS_BASE:03x};",
            f"  localparam int unsigned ConfigWords  = {len(d.words)};",
            f"  localparam int unsigned StatusWords  = {len(d.status_words)};",
            f"  localparam int unsigned StatCounters = {len(d.stats)};     // counters that are not dispositions",
            "  localparam int unsigned Counters     = reason_pkg::Dispositions + StatCounters;", ""]
    for name, address, _, _, _ in d.words:
        out.append(f"  localparam logic [11:0] Reg{camel(name)} = 12'h{address:03x};")
    for name, address, _ in d.status_words:
        out.append(f"  localparam logic [11:0] Reg{camel(name)} = 12'h{address:03x};")
    out += ["", "  // places of the pulses in stat_i; the counter's number is reason_pkg::Dispositions higher"]
    for i, stat in enumerate(d.stats):
        out.append(f"  localparam int unsigned Stat{camel(stat['name'])} = {i};")
    out += ["", "  localparam toe_pkg::cfg_t CfgReset = '{"]
    out.append(",\n".join(f"    {f['name']}: {f['bits']}'d{f['reset']}" for f in d.config))
    out += ["  };", "", "  // the configuration with one word (a register address divided by 4) written",
            "  function automatic toe_pkg::cfg_t cfg_write(toe_pkg::cfg_t cfg, logic [5:0] word, logic [31:0] value);",
            "    toe_pkg::cfg_t r = cfg;", "    unique case (word)"]
    for i, (_, _, field, low, bits) in enumerate(d.words):
        part = "" if field["bits"] <= 32 else (f"[{low + bits - 1}:{low}]")
        take = "value" if bits == 32 else (f"value[{bits - 1}:0]" if bits > 1 else "value[0]")
        out.append(f"      6'd{i}: r.{field['name']}{part} = {take};")
    out += ["      default: ;", "    endcase", "    return r;", "  endfunction", "",
            "  // one word of the configuration",
            "  function automatic logic [31:0] cfg_read(toe_pkg::cfg_t cfg, logic [5:0] word);", "    unique case (word)"]
    for i, (_, _, field, low, bits) in enumerate(d.words):
        part = "" if field["bits"] <= 32 else (f"[{low + bits - 1}:{low}]")
        value = f"cfg.{field['name']}{part}"
        out.append(f"      6'd{i}: return {value if bits == 32 else f'32{chr(39)}({value})'};")
    out += ["      default: return '0;", "    endcase", "  endfunction", "", "endpackage", ""]
    return "\n".join(out)


# ---------------------------------------------------------------- C
def c_struct_fields(message):
    """[(C type, name, byte offset in the message, bytes)], arguments first, as the struct has them."""
    fields = [("uint32_t", message.arg0, 8, 4)] if message.arg0 else []
    fields += [("uint32_t", message.arg1, 12, 4)] if message.arg1 else []
    offset = 16
    for name, size in message.fields:
        if name != "reserved":
            fields.append((f"uint{8 * size}_t", name, offset, size))
        offset += size
    return fields


def c_header(d):
    out = [f"/* {NOTICE}",
           " *",
           " * link_gen.h: messages and registers of the host link, and the enums that the engine and the host share.",
           " * Every *_put writes little-endian bytes, header and fixed body, and returns how many; reserved fields are 0.",
           " * Every *_get reads the same bytes and returns false, with *m undefined, if type or length is not the message's.",
           " * The caller owns all memory; no function here keeps a pointer or has any state. Byte order of the host does not",
           " * matter. docs/host-link.md has the rules. */",
           "#ifndef TOE_LINK_GEN_H", "#define TOE_LINK_GEN_H", "",
           "#include <stdbool.h>", "#include <stddef.h>", "#include <stdint.h>", "",
           f"#define TOE_LINK_VERSION {d.version}u", "#define TOE_LINK_HEADER_BYTES 16u"]
    for name, value in d.limits.items():
        out.append(f"#define TOE_LINK_{name.upper()} {value}u")
    biggest = 16 + max(m.body_bytes for m in d.to_engine + d.to_host)
    out += [f"#define TOE_LINK_FIXED_MAX_BYTES {biggest}u   /* header and body of the longest message with a fixed body */", ""]
    for direction, messages in (("H2E", d.to_engine), ("E2H", d.to_host)):
        out.append(f"enum toe_{direction.lower()}_type {{")
        out += [f"    TOE_{direction}_{m.name.upper()} = 0x{m.type:02x}," for m in messages] + ["};", ""]
    out.append("enum toe_link_flag {")
    out += [f"    TOE_LINK_FLAG_{name.upper()} = 1 << {bit}," for name, bit in d.flags.items()] + ["};", ""]
    out.append("enum toe_link_error_code {")
    out += [f"    TOE_LINK_ERROR_{name.upper()} = {value}," for name, value in d.errors.items()] + ["};", ""]
    for package, type_name, prefix, c_enum, c_prefix, doc in ENUMS:
        out += [f"/* {doc}: {package}::{type_name} */", f"enum {c_enum} {{"]
        for value, (identifier, comment) in enumerate(d.enums[type_name]):
            name = f"{c_prefix}_{snake(identifier[len(prefix):]).upper()}"
            out.append(f"    {name} = {value}," + (f"   /* {comment} */" if comment else ""))
        out += ["};", f"#define {c_prefix}_COUNT {len(d.enums[type_name])}", ""]
    out += ["enum toe_reg {"]
    for name, address, *_ in d.words:
        out.append(f"    TOE_REG_{snake(name).upper()} = 0x{address:03x},")
    for name, address, _ in d.counters + d.status_words:
        out.append(f"    TOE_REG_{snake(name).upper()} = 0x{address:03x},")
    out += ["};", "",
            "/* The header of every message; length_bytes counts the body without its padding. */",
            "struct toe_link_header {", "    uint8_t type;", "    uint8_t flags;", "    uint16_t conn;",
            "    uint32_t length_bytes;", "    uint32_t arg0;", "    uint32_t arg1;", "};", ""]
    for m in d.to_engine + d.to_host:
        out += [f"/* {m.doc}" + (" The body follows; put and get treat the header only." if m.variable else "") + " */",
                f"struct toe_{m.prefix} {{", "    uint8_t flags;", "    uint16_t conn;"]
        if m.variable:
            out.append("    uint32_t length_bytes;")
        out += [f"    {kind} {name};" for kind, name, _, _ in c_struct_fields(m)] + ["};", ""]
    out += ["/* One message type: what is known about it before its body is read. */",
            "struct toe_link_message_info {", "    uint8_t type;", "    bool variable;         /* the body is bytes; body_bytes is 0 */",
            "    uint16_t body_bytes;", "    const char *name;", "};", "",
            "/* One register. Fields wider than 32 bits have an entry a word, low word first. */",
            "struct toe_reg_info {", "    const char *name;", "    uint32_t address;", "    uint32_t reset;",
            "    uint8_t bits;", "    bool writable;", "    const char *doc;", "};", "",
            f"#define TOE_REGS_COUNT {len(d.words) + len(d.counters) + len(d.status_words)}",
            f"#define TOE_COUNTERS_COUNT {len(d.counters)}",
            f"#define TOE_COUNTERS_BASE 0x{COUNTER_BASE:03x}", "",
            "extern const struct toe_reg_info toe_regs[TOE_REGS_COUNT];",
            "/* toe_counters[i] is the entry of the counter at TOE_COUNTERS_BASE + 4 * i: dispositions first, then the statistics. */",
            "extern const struct toe_reg_info *const toe_counters;", "",
            "/* The entry of a message type of one direction, or NULL if there is no such message. */",
            "const struct toe_link_message_info *toe_h2e_info(uint8_t type);",
            "const struct toe_link_message_info *toe_e2h_info(uint8_t type);", "",
            "/* Bytes that a message takes on the link: header, body and padding to a multiple of max(8, data_bytes).",
            " * data_bytes: the engine's, from its hello. The host's hello comes before that and takes",
            " * TOE_LINK_HELLO_BYTES whatever the width: the engine reads what it does not need of it as `pad`. */",
            "size_t toe_link_message_bytes(uint32_t length_bytes, uint32_t data_bytes);", "",
            "/* Names for people; \"?\" for a value outside the enum. The _doc functions say what it means, with its clause. */"]
    for _, _, _, c_enum, _, _ in ENUMS:
        out.append(f"const char *{c_enum}_name(unsigned value);")
    out += ["const char *toe_disp_doc(unsigned value);", "const char *toe_why_doc(unsigned value);",
            "const char *toe_link_error_code_name(unsigned value);", "",
            "size_t toe_link_header_put(uint8_t *bytes, const struct toe_link_header *m);",
            "void toe_link_header_get(struct toe_link_header *m, const uint8_t *bytes);"]
    for m in d.to_engine + d.to_host:
        out += [f"size_t toe_{m.prefix}_put(uint8_t *bytes, const struct toe_{m.prefix} *m);",
                f"bool toe_{m.prefix}_get(struct toe_{m.prefix} *m, const uint8_t *bytes);"]
    return "\n".join(out + ["", "#endif", ""])


def c_message(m):
    """The put and the get of one message."""
    direction, name = m.direction.upper(), m.name.upper()
    length = "m->length_bytes" if m.variable else str(m.body_bytes)
    args = [f"m->{m.arg0}" if m.arg0 else "0", f"m->{m.arg1}" if m.arg1 else "0"]
    out = ["", f"size_t toe_{m.prefix}_put(uint8_t *bytes, const struct toe_{m.prefix} *m)", "{",
           "    const struct toe_link_header header = {",
           f"        TOE_{direction}_{name}, m->flags, m->conn, {length}, {args[0]}, {args[1]}", "    };",
           "    toe_link_header_put(bytes, &header);"]
    offset = 16
    for field, size in m.fields:
        value = "0" if field == "reserved" else f"m->{field}"
        out.append(f"    put{8 * size}(bytes + {offset}, {value});" if size > 1 else f"    bytes[{offset}] = {value};")
        offset += size
    out += [f"    return {offset};", "}", "",
            f"bool toe_{m.prefix}_get(struct toe_{m.prefix} *m, const uint8_t *bytes)", "{",
            "    struct toe_link_header header;", "    toe_link_header_get(&header, bytes);"]
    test = f"header.type != TOE_{direction}_{name}" + ("" if m.variable else f" || header.length_bytes != {m.body_bytes}")
    out += [f"    if ({test})", "        return false;", "    m->flags = header.flags;", "    m->conn = header.conn;"]
    out += ["    m->length_bytes = header.length_bytes;"] if m.variable else []
    out += [f"    m->{m.arg0} = header.arg0;"] if m.arg0 else []
    out += [f"    m->{m.arg1} = header.arg1;"] if m.arg1 else []
    for _, field, at, size in c_struct_fields(m):
        if at >= 16:
            out.append(f"    m->{field} = " + (f"get{8 * size}(bytes + {at});" if size > 1 else f"bytes[{at}];"))
    return out + ["    return true;", "}"]


def c_strings(function, values):
    out = ["", f"const char *{function}(unsigned value)", "{", "    static const char *const text[] = {"]
    out += [f"        {quote(value)}," for value in values]
    return out + ["    };", "    return value < sizeof text / sizeof text[0] ? text[value] : \"?\";", "}"]


def c_source(d):
    out = [f"/* {NOTICE} */", '#include "link_gen.h"', "",
           "static void put16(uint8_t *b, uint16_t v)", "{", "    b[0] = (uint8_t)v;", "    b[1] = (uint8_t)(v >> 8);", "}", "",
           "static void put32(uint8_t *b, uint32_t v)", "{", "    put16(b, (uint16_t)v);", "    put16(b + 2, (uint16_t)(v >> 16));", "}",
           "", "static uint16_t get16(const uint8_t *b)", "{", "    return (uint16_t)(b[0] | b[1] << 8);", "}", "",
           "static uint32_t get32(const uint8_t *b)", "{", "    return get16(b) | (uint32_t)get16(b + 2) << 16;", "}", "",
           "size_t toe_link_header_put(uint8_t *bytes, const struct toe_link_header *m)", "{",
           "    bytes[0] = m->type;", "    bytes[1] = m->flags;", "    put16(bytes + 2, m->conn);",
           "    put32(bytes + 4, m->length_bytes);", "    put32(bytes + 8, m->arg0);", "    put32(bytes + 12, m->arg1);",
           "    return TOE_LINK_HEADER_BYTES;", "}", "",
           "void toe_link_header_get(struct toe_link_header *m, const uint8_t *bytes)", "{",
           "    m->type = bytes[0];", "    m->flags = bytes[1];", "    m->conn = get16(bytes + 2);",
           "    m->length_bytes = get32(bytes + 4);", "    m->arg0 = get32(bytes + 8);", "    m->arg1 = get32(bytes + 12);", "}"]
    for m in d.to_engine + d.to_host:
        out += c_message(m)
    for direction, messages in (("h2e", d.to_engine), ("e2h", d.to_host)):
        out += ["", f"const struct toe_link_message_info *toe_{direction}_info(uint8_t type)", "{",
                "    static const struct toe_link_message_info info[] = {"]
        for m in messages:
            out.append(f"        {{ 0x{m.type:02x}, {'true' if m.variable else 'false'}, {m.body_bytes}, {quote(m.name)} }},")
        out += ["    };", "    for (size_t i = 0; i < sizeof info / sizeof info[0]; i++)", "        if (info[i].type == type)",
                "            return &info[i];", "    return NULL;", "}"]
    out += ["", "size_t toe_link_message_bytes(uint32_t length_bytes, uint32_t data_bytes)", "{",
            "    const size_t unit = data_bytes < 8 ? 8 : data_bytes;",
            "    return (TOE_LINK_HEADER_BYTES + (size_t)length_bytes + unit - 1) / unit * unit;", "}",
            "", "const struct toe_reg_info toe_regs[TOE_REGS_COUNT] = {"]
    for name, address, doc in d.counters:
        out.append(f"    {{ {quote(name)}, 0x{address:03x}, 0, 32, false, {quote(doc)} }},")
    for name, address, field, low, bits in d.words:
        reset = field["reset"] >> low & 0xFFFFFFFF
        out.append(f"    {{ {quote(name)}, 0x{address:03x}, {reset}u, {bits}, true, {quote(field['doc'])} }},")
    for name, address, doc in d.status_words:
        out.append(f"    {{ {quote(name)}, 0x{address:03x}, 0, 32, false, {quote(doc)} }},")
    out += ["};", "", "const struct toe_reg_info *const toe_counters = toe_regs;"]
    for _, type_name, prefix, c_enum, _, _ in ENUMS:
        names = [snake(identifier[len(prefix):]) for identifier, _ in d.enums[type_name]]
        if type_name == "state_e":           # as RFC 9293 writes them
            names = [re.sub(r"(?<=[A-Z])(?=[0-9])", "-", name.upper().replace("_", "-")) for name in names]
        out += c_strings(f"{c_enum}_name", names)
    out += c_strings("toe_disp_doc", [doc for _, _, doc in d.counters[:len(d.enums["disposition_e"])]])
    out += c_strings("toe_why_doc", [comment for _, comment in d.enums["reason_e"]])
    codes = {value: name for name, value in d.errors.items()}
    out += c_strings("toe_link_error_code_name", [codes.get(i, "?") for i in range(max(codes) + 1)])
    return "\n".join(out + [""])


# ---------------------------------------------------------------- documentation
def doc_tables(d):
    out = [DOC_BEGIN, "", f"Protocol version {d.version}. Limits: " +
           ", ".join(f"`{name}` {value}" for name, value in d.limits.items()) + ".", "",
           "### Flags", "", "| bit | name |", "|---|---|"]
    out += [f"| {bit} | `{name}` |" for name, bit in sorted(d.flags.items(), key=lambda item: item[1])]
    for title, messages in (("Host to engine", d.to_engine), ("Engine to host", d.to_host)):
        out += ["", f"### {title}", "", "| type | name | arg0 | arg1 | body (bytes) | meaning |", "|---|---|---|---|---|---|"]
        for m in messages:
            body = "bytes" if m.variable else ", ".join(f"`{name}` {size}" for name, size in m.fields) or "none"
            args = " | ".join(f"`{arg}`" if arg else "" for arg in (m.arg0, m.arg1))
            out.append(f"| 0x{m.type:02x} | `{m.name}` | {args} | {body} | {m.doc} |")
    out += ["", "### Link errors", "", "| code | name |", "|---|---|"]
    out += [f"| {value} | `{name}` |" for name, value in d.errors.items()]
    for title, type_name, prefix in (("States", "state_e", "St"), ("Errors of a connection", "error_e", "Err")):
        out += ["", f"### {title}", "", "| value | name | meaning |", "|---|---|---|"]
        for value, (identifier, comment) in enumerate(d.enums[type_name]):
            out.append(f"| {value} | `{snake(identifier[len(prefix):])}` | {comment} |")
    out += ["", "### Configuration registers (read and write)", "", "| address | name | bits | reset | meaning |", "|---|---|---|---|---|"]
    for name, address, field, low, bits in d.words:
        out.append(f"| 0x{address:03x} | `{name}` | {bits} | {field['reset'] >> low & 0xFFFFFFFF} | {field['doc']} |")
    out += ["", "### Counters and status (read only)", "", "| address | name | meaning |", "|---|---|---|"]
    out += [f"| 0x{address:03x} | `{name}` | {doc} |" for name, address, doc in d.counters + d.status_words]
    return "\n".join(out + ["", DOC_END])


def doc_file(d):
    """docs/host-link.md with its generated part replaced; what people wrote around it stays."""
    path = ROOT / "docs/host-link.md"
    text = path.read_text() if path.exists() else f"# The host link\n\n{DOC_BEGIN}\n{DOC_END}\n"
    before, rest = text.split("<!-- Generated", 1)
    _, after = rest.split(DOC_END, 1)
    return before + doc_tables(d) + after


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="exit with 1 if a file is not current")
    check = parser.parse_args().check
    d = Definition()
    files = {"hw/rtl/pkg/link_pkg.sv": sv_package(d), "driver/link_gen.h": c_header(d),
             "driver/link_gen.c": c_source(d), "docs/host-link.md": doc_file(d)}
    stale = [name for name, text in files.items() if not (ROOT / name).exists() or (ROOT / name).read_text() != text]
    for name in stale:
        if check:
            print(f"{name} is not current: run tools/gen_link.py")
        else:
            (ROOT / name).parent.mkdir(parents=True, exist_ok=True)
            (ROOT / name).write_text(files[name])
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
