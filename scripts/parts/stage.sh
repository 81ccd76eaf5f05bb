# Stages with their seconds, free ports, and what must be undone at the end.
# Sourced, never run.

stage_name=""
stage_began=0

# stage NAME: says how long the stage before took and what begins now.
stage() {
  stage_end
  stage_name=$1
  stage_began=$SECONDS
  printf '\n── %s\n' "$stage_name"
}

stage_end() {
  if [ -n "$stage_name" ]; then
    printf '── %s: %d s\n' "$stage_name" $((SECONDS - stage_began))
  fi
  stage_name=""
}

# die SENTENCE: ends the script; what was started is stopped by the trap.
die() {
  printf '%s\n' "$*" >&2
  exit 1
}

# as_root COMMAND…: runs a command as root, by sudo where we are somebody else.
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

# free_ports COUNT: that many free loopback ports, one a line.
free_ports() {
  python3 - "$1" <<'PY'
import socket, sys
held = [socket.socket() for _ in range(int(sys.argv[1]))]
for one in held:
    one.bind(("127.0.0.1", 0))
print(*(one.getsockname()[1] for one in held), sep="\n")
PY
}

# wait_for SECONDS WHAT COMMAND…: until the command succeeds.
wait_for() {
  local limit=$1 what=$2 until=$((SECONDS + $1))
  shift 2
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$until" ] || die "$what did not answer within $limit s"
    sleep 0.1
  done
}

# listens PORT: whether somebody accepts connections on a loopback port.
listens() {
  (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# end_process PID: asks a process to end, waits up to ten seconds, then ends it.
end_process() {
  local pid=$1 tries=0
  [ -n "$pid" ] && as_root kill -0 "$pid" 2>/dev/null || return 0
  as_root kill -TERM "$pid" 2>/dev/null || return 0
  while as_root kill -0 "$pid" 2>/dev/null; do
    tries=$((tries + 1))
    if [ "$tries" -gt 100 ]; then
      as_root kill -KILL "$pid" 2>/dev/null || true
      return 0
    fi
    sleep 0.1
  done
}
