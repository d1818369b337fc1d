#!/usr/bin/env bash
# bench_loss.sh: `./toe bench --loss`: goodput against loss, the engine beside Linux, as a table and a picture.
#
#   bench_loss.sh [--losses "0.01 1"] [--seeds N] [--percent-of-size N] [--keep DIR] [-o FILE.svg] BUILD
#       --losses "PERCENT..."   default: 0.01 0.1 1 3 10
#       --seeds N               runs of each kind for each loss (default 5)
#       --percent-of-size N     a shorter run: so much of each transfer's bytes (default 100)
#       --keep DIR              captures of all runs, at the sender, into this folder
#       -o FILE.svg             default: loss.svg
#
# Sender and receiver have the simulator's middlewares between them: frames are lost in both directions, the line has
# RATE and a queue that does not overflow, and takes DELAY each way. The sender is the engine (file_server) or Linux
# (nginx, behind wire_join); the receiver is Linux (curl) both times. A loss and a seed give the n-th frame of a direction
# the same fate whoever sends. Linux has neither SACK, timestamps, window scaling, tail-loss probes nor RACK, and Reno with
# an RTO of 200 ms at least: what the engine has. Goodput counts from the first byte of the reply to its last.
# Both run on the wall clock; RATE is far below what the simulator carries (60 Mb/s), so that it is not what is measured.
#
# Exit status: 0 all runs ended well, 1 not, 2 not called as it should be.
set -euo pipefail
PATH=$PATH:/usr/sbin:/sbin # nginx

RATE=20mbit DELAY=5ms QUEUE_FRAMES=1000
RUN_S=120 # a run at most
RECEIVER_IP=10.9.0.1 SENDER_IP=10.9.0.2

fail() {
    echo "bench --loss: $*" >&2
    exit 1
}

bytes_of() { # PERCENT: at most a few seconds of a run
    awk -v p="$1" -v size="$size" 'BEGIN { mib = p < 1 ? 8 : p < 3 ? 4 : p < 10 ? 2 : 1; printf "%d", mib * 1048576 * size / 100 }'
}

# ---------------------------------------------------------------- one run, in network namespaces of its own

# Without IPv6 as well: its neighbour discovery would take fates away from TCP's frames.
as_old_linux() { # [COMMAND...]: what brings sysctl into a namespace
    "$@" sysctl -q -w net.ipv4.tcp_sack=0 net.ipv4.tcp_timestamps=0 net.ipv4.tcp_window_scaling=0 \
        net.ipv4.tcp_early_retrans=0 net.ipv4.tcp_recovery=0 net.ipv4.tcp_congestion_control=reno \
        net.ipv4.tcp_no_metrics_save=1 net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
}

wait_until() { # COMMAND...: 10 s at most
    local i
    for i in $(seq 200); do
        "$@" && return 0
        sleep 0.05
    done
    return 1
}

send_by_engine() {
    "$build/lib/examples/file_server" -r -n 1 -p 80 --wire tap:toe0 --ip $SENDER_IP/24 --seed "$seed" \
        --impair "$link" ${capture:+--pcap "$capture"} "$work/file" >"$work/sender.log" 2>&1 &
    started+=($!)
    wait_until grep -qs '^listening' "$work/sender.log" || fail "file_server does not listen"
}

lives_elsewhere() { # PID
    [ "$(readlink "/proc/$1/ns/net")" != "$(readlink /proc/self/ns/net)" ]
}

send_by_linux() {
    local holder
    unshare -n sleep $((RUN_S + 60)) &
    holder=$!
    started+=($holder)
    wait_until lives_elsewhere $holder || fail "no second namespace"
    ip tuntap add dev toe1 mode tap
    "$build/tests/bench/wire_join" --impair "$link" --seed "$seed" ${capture:+--pcap "$capture"} toe1 toe0 \
        >"$work/join.log" 2>&1 &
    started+=($!)
    wait_until grep -qs '^joined' "$work/join.log" || fail "wire_join does not start"
    ip link set toe1 netns $holder
    local inside=(nsenter -t $holder -n)
    as_old_linux "${inside[@]}"
    "${inside[@]}" ip link set lo up
    "${inside[@]}" ip addr add $SENDER_IP/24 dev toe1
    "${inside[@]}" ip link set toe1 up
    "${inside[@]}" ip route change 10.9.0.0/24 dev toe1 src $SENDER_IP rto_min 200ms
    cat >"$work/nginx.conf" <<NGINX
daemon off; master_process off; user root root; pid $work/nginx.pid; error_log $work/sender.log;
events { worker_connections 64; }
http {
    access_log off; sendfile on;
    client_body_temp_path $work/t1; proxy_temp_path $work/t2; fastcgi_temp_path $work/t3;
    uwsgi_temp_path $work/t4; scgi_temp_path $work/t5;
    server { listen $SENDER_IP:80; root $work; }
}
NGINX
    "${inside[@]}" nginx -p "$work" -c "$work/nginx.conf" >"$work/nginx-start.log" 2>&1 &
    started+=($!)
    wait_until timeout 1 "${inside[@]}" bash -c "exec 3<>/dev/tcp/$SENDER_IP/80" 2>/dev/null || fail "nginx does not start"
}

end_run() {
    local status=$? pid
    for pid in "${started[@]}"; do
        kill "$pid" 2>/dev/null || true
    done
    for pid in "${started[@]}"; do
        wait "$pid" 2>/dev/null || true
    done
    exit $status
}

# Prints the goodput in Mb/s.
run() { # engine|linux PERCENT SEED
    local sender=$1 percent=$2 times
    seed=$3 started=()
    link="loss=$percent%,rate=$RATE,limit=$QUEUE_FRAMES,delay=$DELAY,limit=$QUEUE_FRAMES"
    trap end_run EXIT
    trap 'exit 130' INT TERM
    capture=""
    [ -z "$keep" ] || capture=$keep/$sender-$percent-$seed.pcapng
    as_old_linux
    ip link set lo up
    ip tuntap add dev toe0 mode tap
    ip addr add $RECEIVER_IP/24 dev toe0
    ip link set toe0 up
    send_by_"$sender"
    times=$(timeout $RUN_S curl -sS -f -o "$work/got" -w '%{time_starttransfer} %{time_total} %{size_download}' \
        "http://$SENDER_IP/file" 2>"$work/curl.log") ||
        fail "$sender, $percent %, seed $seed: $(tail -n 1 "$work/curl.log")"
    cmp -s "$work/file" "$work/got" || fail "$sender, $percent %, seed $seed: other bytes came"
    awk '{ printf "%.3f\n", $3 * 8 / ($2 - $1) / 1e6 }' <<<"$times"
}

if [ "${1:-}" = --run ]; then # in the receiver's namespace
    work=$2 keep=$3 build=$4
    shift 4
    run "$@"
    exit
fi

# ---------------------------------------------------------------- all runs

losses="0.01 0.1 1 3 10" seeds=5 size=100 keep="" out=loss.svg
while [ $# -gt 1 ]; do
    case $1 in
    --losses) losses=$2 ;;
    --seeds) seeds=$2 ;;
    --percent-of-size) size=$2 ;;
    --keep) keep=$2 ;;
    -o) out=$2 ;;
    *) break ;;
    esac
    shift 2
done
if [ $# -ne 1 ] || [[ ! $seeds$size =~ ^[0-9]+$ ]] || [[ ! $losses =~ ^[0-9.\ ]+$ ]]; then
    sed -n '4,9{s/^# *//;s/^bench_loss.sh/usage: .\/toe bench --loss/;s/ BUILD$//;s/^-/  &/;p}' "$0" >&2
    exit 2
fi
build=$(readlink -f "$1")
[ -z "$keep" ] || { mkdir -p "$keep" && keep=$(readlink -f "$keep"); } || fail "$keep: cannot be made"
[ -c /dev/net/tun ] || fail "/dev/net/tun is missing"
inside=""
for how in -n -Urn; do
    if [ -z "$inside" ] && unshare $how true 2>/dev/null; then
        inside=$how
    fi
done
[ -n "$inside" ] || fail "no network namespace is allowed here (unshare -n, unshare -Urn)"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

for percent in $losses; do
    head -c "$(bytes_of "$percent")" /dev/urandom >"$work/file"
    for sender in engine linux; do
        for seed in $(seq "$seeds"); do
            goodput=$(unshare $inside -- "$0" --run "$work" "$keep" "$build" $sender "$percent" "$seed") || exit 1
            echo "$percent $sender $goodput" >>"$work/goodputs"
            [ ! -t 2 ] || printf '\r%s %%, %s, seed %s: %s Mb/s    ' "$percent" $sender "$seed" "$goodput" >&2
        done
    done
done
[ ! -t 2 ] || printf '\r%60s\r' "" >&2

# loss, bytes, then median, least and greatest of the engine and of Linux, and the ratio of the medians
for percent in $losses; do
    {
        echo "$percent $(bytes_of "$percent")"
        for sender in engine linux; do
            awk -v p="$percent" -v s=$sender '$1 == p && $2 == s { print $3 }' "$work/goodputs" | sort -n |
                awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2, v[1], v[NR] }'
        done
    } | paste -s -d ' ' | awk '{ print $0, $3 / $6 }'
done >"$work/table"
echo "goodput in Mb/s, $seeds seeds: median (least to greatest); $RATE line, $DELAY each way"
echo "  loss      bytes          engine                     Linux             engine / Linux"
awk '{ printf "%5s %% %9d  %7.3f (%6.3f to %6.3f)  %7.3f (%6.3f to %6.3f)  %.2f\n", $1, $2, $3, $4, $5, $6, $7, $8, $9 }' \
    "$work/table"

cat >"$work/plot.gp" <<GNUPLOT
set terminal svg size 900,600 noenhanced font "sans,13" background "white"
set output "$work/out.svg"
set title "Goodput against loss: $RATE line, RTT 10 ms, median and range of $seeds seeds"
set xlabel "frames lost in each direction, per cent"; set ylabel "goodput, Mb/s"
set logscale xy; set grid; set key top right
set xrange [0.005:20]
plot "$work/table" using 1:3:4:5 with yerrorbars lc "#1f77b4" pt 7 notitle, \
     "" using 1:3 with lines lw 2 lc "#1f77b4" title "OpenTOE, simulated", \
     "" using 1:6:7:8 with yerrorbars lc "#d62728" pt 5 notitle, \
     "" using 1:6 with lines lw 2 lc "#d62728" title "Linux without SACK, timestamps, window scaling, TLP, RACK"
GNUPLOT
gnuplot "$work/plot.gp" 2>"$work/gnuplot.log" || fail "gnuplot: $(tail -n 1 "$work/gnuplot.log")"
mv "$work/out.svg" "$out" || fail "$out: cannot be written"
echo "drawn: $out"
