#!/usr/bin/env bash
# bench_tap.sh: `./toe bench --tap`: bulk to and from Linux over TAP in real time, for each width; and where the time goes.
#
#   bench_tap.sh [--runs N] [--mib N] [--profile] BUILD
#       --runs N    of each kind (default 5); the median and the range are printed
#       --mib N     bytes of a run (default 16)
#       --profile   one download at 8 bytes a beat under perf: shares of the simulator's CPU time
#
# The engine is in file_server, unmodified; Linux is curl in the same network namespace. Each byte is compared. Goodput
# counts from the first byte to the last, on the wall clock, so what else the machine does is in it, and in CPU time of
# file_server, engine included, so it is not.
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

cpu_s() { # of the server until now
    awk -v hz="$(getconf CLK_TCK)" '{ print ($14 + $15) / hz }' "/proc/$started/stat"
}

# curl's times and bytes as Mb a second of the wall clock and of the server's CPU time.
rate() { # curl's arguments...
    local before=$(cpu_s) seen
    seen=$(timeout $RUN_S curl -sS -f "$@" "http://$ENGINE_IP/file" 2>"$work/curl.log") ||
        fail "curl: $(tail -n 1 "$work/curl.log")"
    echo "$seen $before $(cpu_s)" | awk '{ mb = $3 * 8 / 1e6; printf "%.1f %.1f\n", mb / ($2 - $1), mb / ($5 - $4) }'
}

sends() {
    rate -o "$work/got" -w '%{time_starttransfer} %{time_total} %{size_download}'
    cmp -s "$work/file" "$work/got" || fail "download: other bytes came"
}

receives() {
    rate -o "$work/answer" -T "$work/file" -H 'Expect:' -w '%{time_connect} %{time_total} %{size_upload}'
    cmp -s "$work/file" "$work/stored" || fail "upload: other bytes came"
}

median() { # FIELD
    sort -n -k "$1,$1" | awk -v f="$1" '{ v[NR] = $f }
        END { printf "%.1f (%.1f to %.1f)", (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2, v[1], v[NR] }'
}

widths() {
    local width way
    echo "bulk to and from Linux over TAP: $runs runs of $mib MiB, median (least to greatest)"
    echo "DATA_BYTES  engine    Mb/s                   Mb a second of file_server's CPU time"
    for width in 4 8 16 32 64; do
        for way in sends receives; do
            start_server $width
            for _ in $(seq "$runs"); do $way; done >"$work/rates"
            stop_server
            printf '%10s  %-8s  %-21s  %s\n' $width $way "$(median 1 <"$work/rates")" "$(median 2 <"$work/rates")"
        done
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
    sends >"$work/rates"
    echo "a download of $mib MiB: shares of file_server's CPU time"
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
if [ $# -ne 1 ] || [[ $1 == -* ]] || [[ ! $runs$mib =~ ^[0-9]+$ ]]; then
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
