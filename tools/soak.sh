#!/usr/bin/env bash
# soak.sh BUILD MINUTES SEED: the programs that send at random, and the wire tests that use random numbers, in turn and each
# time with a new seed, until the time is over. Stops at the first failure, whose output says how to run it again.
set -euo pipefail
build=$1
minutes=$2
seed=$3
end=$((SECONDS + minutes * 60))
log=$(mktemp)
trap 'rm -f "$log"' EXIT

turn() { # PROGRAM [ARGUMENT...]
    local name=$1 status=0 start=$SECONDS
    shift
    [ $SECONDS -lt $end ] || return 0
    timeout 900 "$build/tests/$name" --seed "$seed" "$@" >"$log" 2>&1 || status=$?
    if [ $status -ne 0 ]; then
        tail -n 60 "$log"
        [ $status -ne 124 ] || echo "nothing more came for 900 s"
        echo "soak: FAILED: $build/tests/$name --seed $seed $*"
        exit 1
    fi
    echo "soak: seed $seed: $name $* passed ($((SECONDS - start)) s)"
}

echo "soak: $minutes minutes from seed $seed"
rounds=0
while [ $SECONDS -lt $end ]; do
    turn fuzz/fuzz_frames --count 50000
    turn fuzz/fuzz_frames --count 20000 --conns 1
    turn fuzz/fuzz_host --count 50000
    turn fuzz/fuzz_host --count 20000 --conns 1
    turn fuzz/fuzz_device --count 50000
    turn fuzz/fuzz_link --count 500
    for conns in 1 64 1024; do
        turn wire/wire_data --only random_ --conns $conns
        turn wire/wire_reset --only noise --conns $conns
    done
    seed=$((seed + 1000)) # a run of 50,000 uses some seeds from its own on
    rounds=$((rounds + 1))
done
echo "soak: nothing failed in $minutes minutes, $rounds rounds; the next seed is $seed"
