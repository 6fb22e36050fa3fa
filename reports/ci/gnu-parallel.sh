#!/usr/bin/env bash
# Untested: an example for GNU parallel, whose processes run here or, with --sshlogin, elsewhere.
#
#   SHARDS=64 WORK=tailmass-run bash gnu-parallel.sh verify dump/*.safetensors
set -euo pipefail
export WORK=${WORK:-tailmass-run} SHARDS=${SHARDS:-16}
mkdir -p "$WORK"
shard() { tailmass "${@:2}" --threads 1 --shard "$1/$SHARDS" --json "$WORK/part-$1"; }
export -f shard
seq 0 $((SHARDS - 1)) | parallel --quote --env shard --env WORK --env SHARDS shard {} "$@"
tailmass merge "$WORK"/part-* --json "$WORK/run.json" --html "$WORK/index.html"
