#!/usr/bin/env bash
#SBATCH --job-name=tailmass
#SBATCH --time=04:00:00
#SBATCH --signal=B:TERM@120
#SBATCH --requeue
# A run of tailmass as a Slurm job array, and its record and page once all of the array is done:
#
#   SHARDS=64 CPUS=8 WORK=tailmass-run bash slurm.sh verify dump/*.safetensors
#
# WORK is a folder that all nodes see. A task that is stopped before it is done (by its time limit, say) puts
# itself back into the queue and goes on where it was; where one failed, the same line again does only what is
# left. Whole in tests: reports/tests/commands/cluster_test.cpp.
set -euo pipefail
work=${WORK:-tailmass-run} shards=${SHARDS:-16} cpus=${CPUS:-8}
case ${TAILMASS_STAGE:-submit} in
submit)
  mkdir -p "$work"
  array=$(sbatch --parsable --array="0-$((shards - 1))" --cpus-per-task="$cpus" \
    --export=ALL,TAILMASS_STAGE=shard "$0" "$@")
  merge=$(sbatch --parsable --dependency="afterok:$array" --kill-on-invalid-dep=yes \
    --export=ALL,TAILMASS_STAGE=merge "$0" "$@")
  echo "array $array, then $merge: $work/run.json and $work/index.html"
  ;;
shard)
  tailmass "$@" --threads "$cpus" --shard auto --json "$work/part-$SLURM_ARRAY_TASK_ID" &
  trap 'kill -TERM %1' TERM # which the part outlives
  until
    code=0
    wait %1 || code=$?
    [ "$code" -le 128 ]
  do :; done
  [ "$code" -ne 3 ] || scontrol requeue "$SLURM_JOB_ID"
  exit "$code"
  ;;
merge)
  tailmass merge "$work"/part-* --json "$work/run.json" --html "$work/index.html"
  ;;
esac
