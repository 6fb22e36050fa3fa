#!/usr/bin/env bash
# Runs a command beside a Slurm cluster of one node, this machine, whose state is in a folder: node.sh FOLDER COMMAND..
set -euo pipefail
folder=$(realpath "$1")
shift
PATH=$PATH:/usr/sbin:/sbin
mkdir -p "$folder"/{munge,state,spool}
chmod 700 "$folder/munge"
head -c 64 /dev/urandom > "$folder/munge/key"
chmod 400 "$folder/munge/key"
host=$(hostname -s)
port=$((16384 + 2 * ($$ % 8000))) # two such clusters have each its own
cat > "$folder/slurm.conf" <<CONF
ClusterName=tailmass
SlurmctldHost=$host
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/munge/socket
CredType=cred/munge
SlurmctldPort=$port
SlurmdPort=$((port + 1))
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_interval=1,batch_sched_delay=0,bf_interval=1
JobAcctGatherType=jobacct_gather/none
ReturnToService=2
MinJobAge=300
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=all Nodes=$host Default=YES MaxTime=INFINITE State=UP
CONF
export SLURM_CONF="$folder/slurm.conf"
pids=()
trap 'kill "${pids[@]}" 2>/dev/null; wait' EXIT
munged --foreground --force --key-file="$folder/munge/key" --socket="$folder/munge/socket" \
  --pid-file="$folder/munge/pid" --log-file="$folder/munge/log" --seed-file="$folder/munge/seed" 2> "$folder/munged.err" &
pids+=($!)
until [ -S "$folder/munge/socket" ]; do kill -0 $!; sleep 0.1; done
slurmctld -D 2> "$folder/slurmctld.err" &
pids+=($!)
slurmd -D 2> "$folder/slurmd.err" &
pids+=($!)
for _ in $(seq 300); do
  kill -0 "${pids[@]}" # a daemon that could not begin is told at once
  [[ $(sinfo --noheader --format=%T 2>/dev/null) == idle ]] && break
  sleep 0.2
done
"$@"
