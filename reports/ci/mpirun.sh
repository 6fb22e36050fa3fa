#!/usr/bin/env bash
# A run of tailmass by as many processes as mpirun starts, and its record and page:
#
#   WORK=tailmass-run bash mpirun.sh -n 16 -- verify dump/*.safetensors
#
# What stands before -- is for mpirun. WORK is a folder that all hosts see. Where a process was killed, the same
# line again does only what is left. Whole in tests: reports/tests/commands/cluster_test.cpp.
set -euo pipefail
export WORK=${WORK:-tailmass-run}
options=()
while [ "$1" != -- ]; do
  options+=("$1")
  shift
done
shift
mkdir -p "$WORK"
mpirun -x WORK "${options[@]}" bash -c \
  'exec tailmass "$@" --threads 1 --shard auto --json "$WORK/part-$OMPI_COMM_WORLD_RANK"' tailmass "$@"
tailmass merge "$WORK"/part-* --json "$WORK/run.json" --html "$WORK/index.html"
