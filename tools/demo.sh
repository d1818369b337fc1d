#!/usr/bin/env bash
# demo.sh: `./toe demo`: the dialogue of one connection; the engine against an unmodified nginx; an unmodified curl against
# the engine; each over a good wire and over one that loses, duplicates and reorders frames; a table of what was measured.
#
#   demo.sh [tap|slirp]    tap: Linux's TCP over a TAP device in a network namespace of its own (default where it is
#                          allowed); slirp: the same against libslirp's user-mode network, without privileges
#
# The programs are built already. Every wait is bounded. What was started, and the temporary folder, go with the script, also
# on Ctrl-C; the captures stay in BUILD/demo. Exit status: 0 all files arrived whole, 1 not, 128 + N ended by signal N.
set -euo pipefail
self=$(readlink -f "$0")
cd "$(dirname "$self")/.."

BUILD=${TOE_BUILD:-build}
PLAIN_BYTES=16777216 LOSSY_BYTES=2097152 UPLOAD_BYTES=1000000
LOSS=1 DUPLICATE=1 REORDER=0.5 SEED=3
STEP_S=100
LINUX_IP=10.9.0.1 ENGINE_IP=10.9.0.2

wire=${1:-}
bar=(-sS)
[ ! -t 2 ] || bar=(-#)

fail() {
    echo "demo: FAILED: $*" >&2
    exit 1
}

title() {
    printf '\n======== %s\n\n' "$*"
}

# ---------------------------------------------------------------- processes and files

work=""
started=() # processes of the whole section
running="" # the one that is waited for

end_processes() {
    local pid
    for pid in $running "${started[@]}"; do
        kill "$pid" 2>/dev/null || true
    done
    for pid in $running "${started[@]}"; do
        wait "$pid" 2>/dev/null || true
    done
    running=""
    started=()
}

clean() {
    local status=$?
    trap - EXIT
    trap '' INT TERM HUP
    end_processes
    if [ -n "$work" ]; then
        [ $status -ne 1 ] || tail -n 20 "$work"/*.log >&2 2>/dev/null || true
        rm -rf "$work"
    fi
    [ $status -le 128 ] || printf '\ndemo: interrupted; only the captures in %s are left\n' "$BUILD/demo" >&2
    exit $status
}
trap clean EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

# Runs a command as a child, so that Ctrl-C and SIGTERM end it with the script. Bounded.
run() { # COMMAND...
    local status=0
    timeout --foreground $STEP_S "$@" &
    running=$!
    wait "$running" || status=$?
    running=""
    return $status
}

# ---------------------------------------------------------------- the dialogue, the namespace

dialogue() {
    title "1. The dialogue"
    run "$BUILD/sim/dialogue/toe-dialogue" --pcap "$BUILD/demo/dialogue.pcapng" --svg "$BUILD/demo/dialogue.svg" ||
        fail "toe-dialogue ends with status $?"
}

# Says why TAP devices cannot be used, or nothing.
tap_refused() {
    [ -c /dev/net/tun ] || { echo "/dev/net/tun is missing"; return; }
    for how in -n -Urn; do
        if unshare $how ip tuntap add dev toe0 mode tap 2>/dev/null; then
            return
        fi
    done
    echo "neither unshare -n nor unshare -Urn allows a TAP device"
}

enter_namespace() {
    local how
    for how in -n -Urn; do
        if unshare $how ip tuntap add dev toe0 mode tap 2>/dev/null; then
            DEMO_INSIDE=1 exec unshare $how -- "$self" tap
        fi
    done
    fail "no namespace with a TAP device"
}

if [ -z "${DEMO_INSIDE:-}" ]; then
    mkdir -p "$BUILD/demo"
    dialogue
    if [ "$wire" != slirp ]; then
        why=$(tap_refused)
        [ -n "$why" ] || enter_namespace
        [ "$wire" != tap ] || fail "$why"
        echo
        echo "demo: $why: the same over libslirp's user-mode network."
        wire=slirp
    fi
fi

work=$(mktemp -d)

# Waits up to 10 s until a command says yes.
wait_for() {
    local i
    for ((i = 0; i < 200; i++)); do
        "$@" && return 0
        sleep 0.05
    done
    return 1
}

listens() { # ADDRESS PORT
    (exec 3<>"/dev/tcp/$1/$2") 2>/dev/null
}

random_port() {
    echo $((20000 + RANDOM % 10000))
}

make_network() {
    ip tuntap add dev toe0 mode tap
    sysctl -qw net.ipv6.conf.toe0.disable_ipv6=1 2>/dev/null ||
        echo 1 >/proc/sys/net/ipv6/conf/toe0/disable_ipv6 2>/dev/null || true
    ip link set lo up
    ip addr add $LINUX_IP/24 dev toe0
    ip link set toe0 up
}

nginx_address() {
    if [ "$wire" = tap ]; then echo $LINUX_IP; else echo 127.0.0.1; fi
}

# nginx without a master process changes no user, and root owns its folders: the only user of a namespace that an ordinary
# user makes. Without privileges nginx ignores the line.
start_nginx() { # sets port
    local try pid address
    address=$(nginx_address)
    for try in 1 2 3 4 5; do
        port=$(random_port)
        cat >"$work/nginx.conf" <<EOF
daemon off;
master_process off;
user root root;
pid $work/nginx.pid;
error_log $work/nginx.log;
events { worker_connections 64; }
http {
    access_log off;
    client_body_temp_path $work/t1; proxy_temp_path $work/t2; fastcgi_temp_path $work/t3;
    uwsgi_temp_path $work/t4; scgi_temp_path $work/t5;
    server { listen $address:$port; root $work; }
}
EOF
        nginx -p "$work" -c "$work/nginx.conf" >"$work/nginx-start.log" 2>&1 &
        pid=$!
        started+=("$pid")
        if wait_for listens "$address" "$port" && kill -0 "$pid" 2>/dev/null; then
            return
        fi
        kill "$pid" 2>/dev/null || true
    done
    fail "nginx does not start"
}

hash_of() { # FILE
    local line
    line=$(sha256sum <"$1")
    echo "${line%% *}"
}

same_file() { # FILE FILE WHAT
    local a b
    a=$(hash_of "$1")
    b=$(hash_of "$2")
    [ "$a" = "$b" ] || fail "$3: the sha256 is $b, not $a"
    echo "$3: sha256 $b, the same on both sides"
}

count() { # RUN NAME: a number of the run's report
    awk -v name="$2" '$1 == name { value = $2 } END { print value + 0 }' "$work/$1.report"
}

# ---------------------------------------------------------------- the runs

# Options of the engine's side: device, simulation, capture.
engine_options() { # RUN IMPAIR
    if [ "$wire" = tap ]; then
        options=(--wire tap:toe0 --ip $ENGINE_IP/24)
    else
        options=(--wire slirp)
    fi
    options+=(--seed $SEED --pcap "$BUILD/demo/$1.pcapng")
    if [ -n "$2" ]; then
        options+=(--impair "$2")
    fi
}

tell_impairments() { # RUN IMPAIR
    local what
    [ -n "$2" ] || return 0
    for what in lost duplicated reordered; do
        echo "$what: $(count "$1" ${what}_to_engine) frames to the engine, $(count "$1" ${what}_from_engine) from it"
    done
    echo "the engine sent $(count "$1" tcpRetransSegs) segments again, after $(count "$1" tcpRtoTimeouts) time-outs"
}

download() { # RUN IMPAIR FILE
    local status=0
    engine_options "$1" "$2"
    run "$BUILD/lib/examples/http_get" -r -c "$(hash_of "$work/$3")" -o "$work/got" "${options[@]}" \
        "http://$(nginx_address):$port/$3" >"$work/$1.report" || status=$?
    [ $status -eq 0 ] || fail "http_get ends with status $status"
    same_file "$work/$3" "$work/got" "nginx to the engine, $(stat -c %s "$work/$3") bytes"
    tell_impairments "$1" "$2"
    rm -f "$work/got"
}

serve() { # RUN IMPAIR FILE
    local server url status=0 host_port=80
    engine_options "$1" "$2"
    url=http://$ENGINE_IP:80/
    if [ "$wire" = slirp ]; then
        host_port=$(random_port)
        url=http://127.0.0.1:$host_port/
        options+=(--forward "$host_port:80")
    fi
    timeout $((2 * STEP_S)) "$BUILD/lib/examples/file_server" -r -n 2 -u "$work/stored" "${options[@]}" "$work/$3" \
        >"$work/$1.report" 2>"$work/$1.log" &
    server=$!
    started+=("$server")
    wait_for grep -qs '^listening' "$work/$1.report" || fail "file_server does not listen"
    run curl -f "${bar[@]}" -o "$work/got" "$url" || fail "curl: the download ends with status $?"
    same_file "$work/$3" "$work/got" "the engine to curl, $(stat -c %s "$work/$3") bytes"
    run curl -f -sS -o /dev/null -T "$work/upload" "${url}upload" || fail "curl: the upload ends with status $?"
    wait "$server" || status=$?
    [ $status -eq 0 ] || fail "file_server ends with status $status"
    same_file "$work/upload" "$work/stored" "curl to the engine, $UPLOAD_BYTES bytes"
    tell_impairments "$1" "$2"
    rm -f "$work/got" "$work/stored"
}

# ---------------------------------------------------------------- the table

RUNS="download download-bad serve serve-bad"

row() { # NAME FORMAT EXPRESSION: of the report's numbers, by awk, in n["..."]; bytes is the payload of both ways
    local name=$1 format=$2 expression=$3 one
    printf '%-26s' "$name"
    for one in $RUNS; do
        awk -v bytes="${bytes_of[$one]}" "{ n[\$1] = \$2 } END { printf \"%13s\", sprintf(\"$format\", $expression) }" \
            "$work/$one.report"
    done
    echo
}

table() {
    local name
    title "4. The table"
    printf '%-26s%13s%13s%13s%13s\n' "" "download" "bad wire" "serve" "bad wire"
    row "payload, bytes" %d bytes
    row "clock cycles evaluated" %d 'n["cycles"]'
    row "simulated time, s" %.2f 'n["simulated_us"] / 1e6'
    row "wall time, s" %.2f 'n["wall_us"] / 1e6'
    row "goodput, Mb/s of wall" %.2f 'bytes * 8 / n["wall_us"]'
    row "goodput, share of wire *" '%.1f %%' '100 * bytes * 1538 / (1460 * 8 * n["cycles"])'
    row "frames in" %d 'n["etherStatsPkts"]'
    row "  TCP segments" %d 'n["tcpInSegs"]'
    row "  ARP" %d 'n["disp_arp"]'
    row "frames out" %d 'n["etherStatsTxPkts"]'
    row "  TCP segments" %d 'n["tcpOutSegs"]'
    row "  other" %d 'n["etherStatsTxPkts"] - n["tcpOutSegs"]'
    for name in lost duplicated reordered; do
        row "$name on the way in" %d "n[\"${name}_to_engine\"]"
        row "$name on the way out" %d "n[\"${name}_from_engine\"]"
    done
    row "segments sent again" %d 'n["tcpRetransSegs"]'
    echo "frames received, by how they ended:"
    for name in $(cat "$work"/*.report | awk '/^disp_/ { print $1 }' | sort -u); do
        row "  ${name#disp_}" %d "n[\"$name\"]"
    done
    cat <<EOF

* in cycles: payload over what full frames could carry in the cycles that were
  evaluated: 1460 of 1538 byte times, 8 bytes a cycle. The simulated engine
  waits for Linux most of the time; idle cycles that it evaluates count.
The runs on a bad wire use $((LOSSY_BYTES / 1024)) KiB instead of $((PLAIN_BYTES / 1024)): most of their
time is waiting for what was lost.
Captures (Wireshark): $BUILD/demo/*.pcapng; the dialogue as a picture: $BUILD/demo/dialogue.svg
A waveform: ./toe get --fst wave.fst URL, then gtkwave wave.fst
EOF
}

# ---------------------------------------------------------------- all of it

if [ "$wire" = tap ]; then
    make_network
else
    LOSSY_BYTES=$((LOSSY_BYTES / 4)) UPLOAD_BYTES=$((UPLOAD_BYTES / 4)) # libslirp waits a second before it sends again
fi
head -c $PLAIN_BYTES /dev/urandom >"$work/file"
head -c $LOSSY_BYTES /dev/urandom >"$work/small"
head -c $UPLOAD_BYTES /dev/urandom >"$work/upload"
declare -A bytes_of=([download]=$PLAIN_BYTES [download-bad]=$LOSSY_BYTES
    [serve]=$((PLAIN_BYTES + UPLOAD_BYTES)) [serve-bad]=$((LOSSY_BYTES + UPLOAD_BYTES)))

bad_wire_begins() {
    echo
    echo "The same over a bad wire; each way $LOSS % of the frames are lost, $DUPLICATE % duplicated," \
        "$REORDER % overtaken by the next three (seed $SEED):"
}
BAD=loss=$LOSS%,duplicate=$DUPLICATE%,reorder=$REORDER%

title "2. A real server: nginx, on Linux's TCP ($wire)"
start_nginx
download download "" file
bad_wire_begins
download download-bad $BAD small

title "3. A real client: curl, on Linux's TCP ($wire)"
serve serve "" file
bad_wire_begins
serve serve-bad $BAD small
end_processes
table
