#!/usr/bin/env bash
# bench_tap.sh: `./toe bench --tap`: bulk to and from Linux over TAP in real time, for each width; and where the time goes.
#
#   bench_tap.sh [--runs N] [--mib N] [--profile] BUILD
#       --runs N    of each kind (default 5); the median and the range are printed
#       --mib N     bytes of a run (default 16)
#       --profile   one download at 8 bytes a beat under perf: shares of the simulator's CPU time
#
# The engine is in file_server, unmodified; Linux is curl in the same network namespace. Each byte is compared. Goodput
# counts from the first byte to the last, on the wall clock: what else the machine does is in it.
#
# Exit status: 0 all runs ended well, 1 not, 2 not called as it should be.
set -euo pipefail

RUN_S=120 # a run at most
HOST_IP=10.9.0.1 ENGINE_IP=10.9.0.2

fail() {
    echo "bench --tap: $*" >&2
    exit 1
}

# ---------------------------------------------------------------- in a network namespace of its own

started=""

stop_server() {
    [ -z "$started" ] || { kill "$started" 2>/dev/null && wait "$started"; } || true
    started=""
}

start_server() { # DATA_BYTES [COMMAND...]: what runs it
    local width=$1
    shift
    "$@" "$build/tests/bench/sizes/file_server_sizes" -p 80 -u "$work/stored" --wire tap:toe0 --ip $ENGINE_IP/24 \
        --data-bytes "$width" "$work/file" >"$work/server.log" 2>&1 &
    started=$!
    for _ in $(seq 200); do
        ! grep -qs '^listening' "$work/server.log" || return 0
        sleep 0.05
    done
    fail "file_server does not listen: $(tail -n 1 "$work/server.log")"
}

download() { # prints Mb/s
    timeout $RUN_S curl -sS -f -o "$work/got" -w '%{time_starttransfer} %{time_total} %{size_download}' \
        "http://$ENGINE_IP/file" 2>"$work/curl.log" | awk '{ printf "%.1f\n", $3 * 8 / ($2 - $1) / 1e6 }' ||
        fail "download: $(tail -n 1 "$work/curl.log")"
    cmp -s "$work/file" "$work/got" || fail "download: other bytes came"
}

upload() {
    timeout $RUN_S curl -sS -f -o /dev/null -T "$work/file" -H 'Expect:' -w '%{time_connect} %{time_total} %{size_upload}' \
        "http://$ENGINE_IP/file" 2>"$work/curl.log" | awk '{ printf "%.1f\n", $3 * 8 / ($2 - $1) / 1e6 }' ||
        fail "upload: $(tail -n 1 "$work/curl.log")"
    cmp -s "$work/file" "$work/stored" || fail "upload: other bytes came"
}

median() { # of the lines of stdin, with the range
    sort -n | awk '{ v[NR] = $1 } END { printf "%6.1f (%.1f to %.1f)", (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2, v[1], v[NR] }'
}

widths() {
    echo "bulk to and from Linux over TAP, Mb/s: $runs runs of $mib MiB, median (least to greatest)"
    echo "DATA_BYTES  engine sends             engine receives"
    for width in 4 8 16 32 64; do
        start_server $width
        printf '%10s  %-24s %-24s\n' $width "$(for _ in $(seq "$runs"); do download; done | median)" \
            "$(for _ in $(seq "$runs"); do upload; done | median)"
        stop_server
    done
}

# Whose each symbol is: of the library and driver, of the simulator with its ports (zlib makes its FCS), or of the model.
owners() {
    nm --defined-only "$build/lib/libtoe.a" 2>/dev/null | awk 'NF == 3 { print $3, "library" }'
    nm --defined-only "$build/sim/libtoe_sim_core.a" "$build/driver/libtoe_back_sim.a" 2>/dev/null |
        awk 'NF == 3 { print $3, "port" }'
}

profile() {
    start_server 8 perf record -q -e cpu-clock -F 999 -o "$work/perf.data"
    echo "download under perf: $(download) Mb/s; shares of the CPU time of file_server:"
    stop_server
    owners >"$work/owners"
    perf report -i "$work/perf.data" --stdio --sort dso,symbol -F sample,dso,symbol -t '|' 2>/dev/null |
        awk -F'|' -v owners="$work/owners" '
            BEGIN { while ((getline line < owners) > 0) { split(line, a, " "); owner[a[1]] = a[2] } }
            /^#/ || NF < 3 { next }
            {
                n = $1 + 0; dso = $2; gsub(/ /, "", dso)
                symbol = $3; sub(/^ *\[[^]]*\] */, "", symbol); sub(/ +$/, "", symbol)
                if (dso ~ /kernel/ || $3 ~ /\[k\]/) who = "Linux (system calls of the port and the pump)"
                else if (symbol in owner) who = owner[symbol] == "library" ? "library and driver" : "simulator and wire port"
                else if (dso ~ /^libz/) who = "simulator and wire port"
                else if (symbol ~ /toe_model|Verilated|anonymous namespace|^V[lL]/) who = "model"
                else if (dso ~ /file_server/) who = "the program itself"
                else who = "libc and others"
                sum[who] += n; all += n
            }
            END { for (who in sum) printf "%5.1f %%  %s\n", 100 * sum[who] / all, who }' | sort -rn
}

inside() {
    trap stop_server EXIT
    trap 'exit 130' INT TERM
    ip link set lo up
    ip tuntap add dev toe0 mode tap
    ip addr add $HOST_IP/24 dev toe0
    ip link set toe0 up
    head -c "$((mib * 1048576))" /dev/urandom >"$work/file"
    "$kind"
}

# ---------------------------------------------------------------- outside

if [ "${1:-}" = --inside ]; then
    work=$2 build=$3 runs=$4 mib=$5 kind=$6
    inside
    exit
fi
runs=5 mib=16 kind=widths
while [ $# -gt 1 ]; do
    case $1 in
    --runs) runs=$2; shift 2 ;;
    --mib) mib=$2; shift 2 ;;
    --profile) kind=profile; shift ;;
    *) break ;;
    esac
done
if [ $# -ne 1 ] || [[ ! $runs$mib =~ ^[0-9]+$ ]]; then
    sed -n '4,7{s/^# *//;s/^bench_tap.sh/usage: .\/toe bench --tap/;s/ BUILD$//;s/^-/  &/;p}' "$0" >&2
    exit 2
fi
build=$(readlink -f "$1")
[ -c /dev/net/tun ] || fail "/dev/net/tun is missing"
for how in -n -Urn ""; do
    [ -n "$how" ] || fail "no network namespace is allowed here (unshare -n, unshare -Urn)"
    ! unshare $how true 2>/dev/null || break
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unshare $how -- "$0" --inside "$work" "$build" "$runs" "$mib" "$kind"
