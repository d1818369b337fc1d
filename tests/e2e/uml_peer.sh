#!/usr/bin/env bash
# uml_peer.sh BUILD CASE [IMPAIRMENTS]: the engine against the TCP of a Linux kernel that runs as an ordinary process:
# user-mode Linux, its network device on the simulator's SEQPACKET wire. No privileges, no device, no namespace.
#
#   download   our HTTP client, nginx in the UML       serve   our HTTP server; curl in the UML downloads, then uploads
#
# The UML's files are this machine's, read only, but for the test's folder. With impairments that corrupt frames, what
# Linux counts as wrong sums must be what the middleware changed. Exit status: 0 passed, 1 failed, also where
# user-mode Linux cannot run. Every wait is bounded; nothing is left behind.
set -euo pipefail
build=$(readlink -f "$1") case=$2 impair=${3:-}
BYTES=2097152 BAD_BYTES=524288 UPLOAD_BYTES=262144
. "$(dirname "$0")/peer_test.bash"

# ---------------------------------------------------------------- the simulator, the UML

start_simulator() {
    local options=(--link "$work/link" --wire "seqpacket:$work/wire" --seed $SEED)
    [ -z "$impair" ] || options+=(--impair "$impair")
    "$build/sim/toe-sim" "${options[@]}" >"$work/sim.out" 2>"$work/sim.log" &
    simulator=$!
    started+=($simulator)
    wait_for grep -qs ready "$work/sim.out" || fail "toe-sim does not start"
}

# The UML's first process: runs what is put into the folder as `task`, one after the other.
write_init() {
    cat >"$work/init" <<EOF
#!/bin/sh
PATH=/usr/sbin:/usr/bin:/sbin:/bin
mount -t proc proc /proc
mount -t hostfs none -o $work /mnt
mount -t tmpfs none /run
exec >/mnt/init.log 2>&1
ip link set lo up
ip addr add $LINUX_IP/24 dev vec0
ip link set vec0 up
touch /mnt/booted
while :; do
    if [ -e /mnt/task ]; then
        mv /mnt/task /mnt/running
        sh /mnt/running
        echo \$? >/mnt/status
        mv /mnt/status /mnt/done
    fi
    sleep 0.05
done
EOF
    chmod +x "$work/init"
}

boot() {
    command -v linux.uml >/dev/null || cannot_run "linux.uml is missing (Debian's user-mode-linux)"
    write_init
    TMPDIR=$work linux.uml mem=128M uml_dir="$work" con=null con0=null,fd:1 \
        root=/dev/root rootfstype=hostfs ro init="$work/init" \
        vec0:transport=bess,dst="$work/wire",depth=64,gro=0 </dev/null >"$work/console.log" 2>&1 &
    started+=($!)
    wait_for test -e "$work/booted" || cannot_run "user-mode Linux does not boot here"
}

inside() { # SCRIPT: runs it in the UML
    local i
    rm -f "$work/done"
    echo "$1" >"$work/next"
    mv "$work/next" "$work/task"
    for ((i = 0; i < STEP_S * 20; i++)); do
        if [ -e "$work/done" ]; then
            [ "$(cat "$work/done")" = 0 ] || fail "in the UML: '$1' ends with status $(cat "$work/done")"
            return 0
        fi
        sleep 0.05
    done
    fail "in the UML: '$1' does not end"
}

# ---------------------------------------------------------------- the cases

write_nginx_conf() {
    cat >"$work/nginx.conf" <<EOF
master_process off;
user root root;
pid /run/nginx.pid;
error_log /mnt/nginx.log;
events { worker_connections 64; }
http {
    access_log off;
    client_body_temp_path /run/t1; proxy_temp_path /run/t2; fastcgi_temp_path /run/t3;
    uwsgi_temp_path /run/t4; scgi_temp_path /run/t5;
    server { listen $LINUX_IP:80; root /mnt; }
}
EOF
}

run_download() {
    local hash
    hash=$(sha256sum <"$work/file")
    write_nginx_conf
    inside "nginx -p /mnt -c /mnt/nginx.conf"
    timeout $STEP_S "$build/lib/examples/http_get" -r -c "${hash%% *}" -o "$work/got" --link "$work/link" \
        --ip $ENGINE_IP/24 http://$LINUX_IP/file >"$work/report.log" 2>&1 || fail "http_get ends with status $?"
    same_file "$work/file" "$work/got"
}

run_serve() {
    local status=0 server
    head -c $UPLOAD_BYTES /dev/urandom >"$work/upload"
    timeout $((2 * STEP_S)) "$build/lib/examples/file_server" -r -n 2 -u "$work/stored" --link "$work/link" \
        --ip $ENGINE_IP/24 "$work/file" >"$work/report.log" 2>&1 &
    server=$!
    started+=($server)
    wait_for grep -qs '^listening' "$work/report.log" || fail "file_server does not listen"
    inside "curl -sS -f -o /mnt/got http://$ENGINE_IP/"
    same_file "$work/file" "$work/got"
    inside "curl -sS -f -o /dev/null -T /mnt/upload http://$ENGINE_IP/upload"
    wait $server || status=$?
    [ $status -eq 0 ] || fail "file_server ends with status $status"
    same_file "$work/upload" "$work/stored"
}

# What Linux noticed, against what the middleware did.
check_sums() {
    local linux changed
    inside "cat /proc/net/snmp >/mnt/snmp"
    kill -INT $simulator
    wait $simulator || fail "toe-sim ends with status $?"
    sed -i 's/^toe-sim: //' "$work/sim.out"
    grep -E '_(to|from)_engine' "$work/sim.out" || true
    linux=$(awk '!($1 in names) { names[$1] = $0; next }
        { n = split(names[$1], name); for (i = 2; i <= n; i++) value[$1 name[i]] = $i }
        END { print value["Ip:InHdrErrors"] + value["Tcp:InCsumErrors"] }' "$work/snmp")
    changed=$(count "$work/sim.out" corrupted_from_engine)
    echo "Linux counts $linux wrong sums, $changed frames were corrupted"
    [ "$linux" -eq "$changed" ] || fail "not the same number"
    [[ $impair != *corrupt=* ]] || [ "$changed" -gt 0 ] || fail "no frame was corrupted"
}

[[ $case =~ ^(download|serve)$ ]] || fail "no case '$case'"
[ -z "$impair" ] || BYTES=$BAD_BYTES
begin_test
head -c $BYTES /dev/urandom >"$work/file"
start_simulator
boot
run_"$case"
check_sums
echo "passed"
