#!/usr/bin/env bash
# linux_peer.sh: the engine against Linux's own TCP: unmodified nginx and curl, over a TAP device or libslirp.
#
#   linux_peer.sh --wire tap|slirp --case CASE [--impair TEXT] --examples DIR [--many-get FILE]
#     download        our HTTP client, nginx               serve    our HTTP server; curl downloads, then uploads
#     hundred-out     100 connections to nginx at once     hundred-in   100 connections of Linux at once
#
# tap runs in a network namespace of its own, which ends with it. Exit status: 0 passed, 1 failed, also where the
# system does not allow TAP devices or namespaces. Every wait is bounded; nothing is left behind.
set -euo pipefail

PLAIN_BYTES=2097152 LOSSY_BYTES=524288 UPLOAD_BYTES=262144
HUNDRED=100 HUNDRED_BYTES=24576

wire="" case="" impair="" examples="" many_get=""
arguments=("$@")
while [ $# -gt 1 ]; do
    case $1 in
    --wire) wire=$2 ;;
    --case) case=$2 ;;
    --impair) impair=$2 ;;
    --examples) examples=$2 ;;
    --many-get) many_get=$2 ;;
    *) break ;;
    esac
    shift 2
done
if [ $# -gt 0 ] || [ -z "$examples" ] || [[ ! $wire =~ ^(tap|slirp)$ ]]; then
    sed -n '2,9p' "$0" >&2
    exit 2
fi

. "$(dirname "$0")/peer_test.bash"

# ---------------------------------------------------------------- a namespace with a TAP device

enter_namespace() {
    local how
    [ -c /dev/net/tun ] || cannot_run "/dev/net/tun is missing"
    for how in -n -Urn; do
        if unshare $how true 2>/dev/null; then
            E2E_INSIDE=1 exec unshare $how -- "$0" "${arguments[@]}"
        fi
    done
    cannot_run "no network namespace is allowed here (unshare -n, unshare -Urn)"
}

make_tap() {
    local why
    why=$(ip tuntap add dev toe0 mode tap 2>&1) || cannot_run "no TAP device is allowed here: $why"
    ip link set lo up
    ip addr add $LINUX_IP/24 dev toe0
    ip link set toe0 up
}

# ---------------------------------------------------------------- processes and files

if [ "$wire" = tap ] && [ -z "${E2E_INSIDE:-}" ]; then
    enter_namespace
fi
begin_test

listens() { # ADDRESS PORT
    (exec 3<>"/dev/tcp/$1/$2") 2>/dev/null
}

random_port() {
    echo $((20000 + RANDOM % 10000))
}

# nginx without a master process changes no user, and root owns its folders: the only user of a namespace that an ordinary
# user makes. Without privileges nginx ignores the line.
start_nginx() { # ADDRESS -> port
    local try pid
    for try in 1 2 3 4 5; do
        port=$(random_port)
        cat >"$work/nginx.conf" <<EOF
daemon off;
master_process off;
user root root;
pid $work/nginx.pid;
error_log $work/nginx.log;
events { worker_connections 1024; }
http {
    access_log off;
    client_body_temp_path $work/t1; proxy_temp_path $work/t2; fastcgi_temp_path $work/t3;
    uwsgi_temp_path $work/t4; scgi_temp_path $work/t5;
    server { listen $1:$port backlog=256; root $work; }
}
EOF
        nginx -p "$work" -c "$work/nginx.conf" >"$work/nginx-start.log" 2>&1 &
        pid=$!
        if wait_for_nginx "$1" "$port" "$pid"; then
            started+=("$pid")
            return
        fi
    done
    fail "nginx does not start"
}

wait_for_nginx() { # ADDRESS PORT PID: until it listens; not if it has ended (the port was taken)
    local i
    for i in $(seq 100); do
        kill -0 "$3" 2>/dev/null || return 1
        listens "$1" "$2" && kill -0 "$3" 2>/dev/null && return 0
        sleep 0.05
    done
    kill "$3"
    return 1
}

# ---------------------------------------------------------------- the cases

# Options of the engine's side: device, simulation.
engine_options() {
    if [ "$wire" = tap ]; then
        options=(--wire tap:toe0 --ip $ENGINE_IP/24)
    else
        options=(--wire slirp)
    fi
    options+=(--seed $SEED)
    if [ -n "$impair" ]; then
        options+=(--impair "$impair")
    fi
}

# What each word of --impair is counted as.
declare -A counted_as=([loss]=lost [duplicate]=duplicated [reorder]=reordered [corrupt]=corrupted
    [corrupt-fcs]=fcs_broken [delay]=delayed [jitter]=delayed [rate]=delayed)

# Everything that was asked for has happened, and the engine noticed what came corrupted.
check_impairments() { # LOG
    local word name happened
    if [ -n "$impair" ]; then
        for word in ${impair//,/ }; do
            name=${counted_as[${word%%=*}]}
            happened=$(($(count "$1" ${name}_to_engine) + $(count "$1" ${name}_from_engine)))
            [ $happened -gt 0 ] || fail "no frame was $name, with $word"
            echo "$word: $happened frames $name"
        done
        [ "$(count "$1" disp_drop_fcs)" -eq "$(count "$1" fcs_broken_to_engine)" ] || fail "a wrong FCS was not seen"
        [ $(($(count "$1" disp_drop_ip_header) + $(count "$1" disp_drop_tcp_checksum))) -le \
            "$(count "$1" corrupted_to_engine)" ] || fail "a sum was wrong in a frame that was not corrupted"
        echo "$(count "$1" tcpRetransSegs) segments sent again by the engine"
    else
        # On the wall clock a peer that the machine does not run for 200 ms looks like a loss: reported, not judged.
        echo "no frame lost; $(count "$1" tcpRtoTimeouts) retransmission time-outs"
    fi
}

nginx_address() {
    if [ "$wire" = tap ]; then echo $LINUX_IP; else echo 127.0.0.1; fi
}

run_download() {
    local bytes=$PLAIN_BYTES hash
    [ -z "$impair" ] || bytes=$LOSSY_BYTES
    head -c $bytes /dev/urandom >"$work/file"
    hash=$(sha256sum <"$work/file")
    start_nginx "$(nginx_address)"
    timeout $STEP_S "$examples/http_get" -r -c "${hash%% *}" -o "$work/got" "${options[@]}" \
        "http://$(nginx_address):$port/file" >"$work/http_get.log" 2>&1 || fail "http_get ends with status $?"
    same_file "$work/file" "$work/got"
    check_impairments "$work/http_get.log"
}

# Starts file_server for so many requests; sets url, server (pid) and port (of it, at the host).
start_server() { # REQUESTS BACKLOG
    port=80
    url=http://$ENGINE_IP:80/
    if [ "$wire" = slirp ]; then
        port=$(random_port)
        url=http://127.0.0.1:$port/
        options+=(--forward "$port:80")
    fi
    timeout $STEP_S "$examples/file_server" -r -n "$1" -b "$2" -u "$work/stored" "${options[@]}" \
        "$work/file" >"$work/file_server.log" 2>&1 &
    server=$!
    started+=($server)
    wait_for grep -qs '^listening' "$work/file_server.log" || fail "file_server does not listen"
}

server_ends() {
    local status=0
    wait $server || status=$?
    [ $status -eq 0 ] || fail "file_server ends with status $status"
    [ -z "$(find "$work" -name '*.part*')" ] || fail "an unfinished upload was left"
}

run_serve() {
    local bytes=$PLAIN_BYTES
    [ -z "$impair" ] || bytes=$LOSSY_BYTES
    head -c $bytes /dev/urandom >"$work/file"
    head -c $UPLOAD_BYTES /dev/urandom >"$work/upload"
    start_server 2 4
    timeout $STEP_S curl -sS -f -o "$work/got" "$url" 2>"$work/curl.log" || fail "curl: download, status $?"
    same_file "$work/file" "$work/got"
    timeout $STEP_S curl -sS -f -o /dev/null -T "$work/upload" "${url}upload" 2>"$work/curl.log" ||
        fail "curl: upload, status $?"
    server_ends
    same_file "$work/upload" "$work/stored"
    check_impairments "$work/file_server.log"
    if [ -n "$impair" ]; then
        [ "$(count "$work/file_server.log" tcpRetransSegs)" -gt 0 ] || fail "data was lost, nothing was sent again"
    fi
}

run_hundred_out() {
    head -c $((HUNDRED * HUNDRED_BYTES)) /dev/urandom >"$work/file"
    start_nginx "$(nginx_address)"
    timeout $STEP_S "$many_get" -n $HUNDRED -b $HUNDRED_BYTES -f "$work/file" "${options[@]}" \
        "$(nginx_address)" "$port" /file >"$work/many_get.log" 2>&1 || fail "many_get ends with status $?"
    cat "$work/many_get.log"
}

# How many connections to the server Linux holds.
connections() {
    ss -Htn "( dport = :$port )" | grep -c -E '^(ESTAB|CLOSE-WAIT)' || true
}

# All connections are there before the first request. libslirp listens with a backlog of one, so none is opened in haste.
run_hundred_in() {
    local i fd fds=() readers=() host=$ENGINE_IP
    [ "$wire" = tap ] || host=127.0.0.1
    head -c $HUNDRED_BYTES /dev/urandom >"$work/file"
    start_server $HUNDRED $HUNDRED
    for i in $(seq $HUNDRED); do
        exec {fd}<>"/dev/tcp/$host/$port" || fail "connection $i is refused"
        fds+=("$fd")
        sleep 0.02
    done
    [ "$(connections)" -eq $HUNDRED ] || fail "$(connections) connections are there, not $HUNDRED"
    for fd in "${fds[@]}"; do
        printf 'GET / HTTP/1.0\r\n\r\n' >&"$fd"
    done
    for i in $(seq $HUNDRED); do
        timeout $STEP_S cat <&"${fds[i - 1]}" >"$work/got$i" &
        readers+=($!)
    done
    started+=("${readers[@]}")
    for i in "${readers[@]}"; do
        wait "$i" || fail "a transfer ends with status $?"
    done
    for fd in "${fds[@]}"; do
        exec {fd}>&-
    done
    server_ends
    for i in $(seq $HUNDRED); do
        tail -c $HUNDRED_BYTES "$work/got$i" >"$work/body"
        same_file "$work/file" "$work/body"
    done
    [ "$(count "$work/file_server.log" tcpPassiveOpens)" -eq $HUNDRED ] || fail "the engine opened another number"
}

case $case in
download | serve | hundred-out | hundred-in) ;;
*) fail "no case '$case'" ;;
esac
if [ "$wire" = tap ]; then
    make_tap
fi
engine_options
run_"${case//-/_}"
end_processes
if [ "$wire" = tap ]; then
    ip tuntap del dev toe0 mode tap
    [ "$(ip -o link show | wc -l)" -eq 1 ] || fail "a device was left: $(ip -o link show)"
fi
[ -z "$(jobs -p)" ] || fail "a process was left: $(jobs -p)"
echo "passed"
