#!/usr/bin/env bash
# Makes a Docker engine answer: installs Debian's where there is none, starts it where it does not run.
# An engine that answers already, of whatever kind, is left alone.
#   PIDFILE=path docker/engine.sh   also writes the pid of a dockerd started here, so that the caller can stop it.
set -euo pipefail
. "$(dirname "$0")/step.sh"

answers() { docker info >/dev/null 2>&1; }

install_engine() {
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo 'No Docker engine here, and only root on Debian can have it installed by this script: install Docker yourself.'
    return 1
  fi
  apt-get update -qq \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends docker.io iptables
}

# An engine that was killed leaves its pid behind, and a new one refuses to start if that pid lives as something else.
forget_killed_engine() {
  local file pid
  for file in /var/run/docker.pid /var/run/docker/containerd/containerd.pid; do
    pid=$(cat "$file" 2>/dev/null) || continue
    case $(cat "/proc/$pid/comm" 2>/dev/null) in
      dockerd | containerd) ;;
      *) rm -f "$file" ;;
    esac
  done
}

# The engine outlives this script, so it gets a session of its own and none of our open files.
start_engine() {
  forget_killed_engine
  setsid dockerd >"$work/log/dockerd.log" 2>&1 </dev/null &
  local pid=$!
  for _ in $(seq 300); do
    if answers; then
      [ -z "${PIDFILE:-}" ] || echo "$pid" >"$PIDFILE"
      return 0
    fi
    if ! kill -0 "$pid" 2>/dev/null; then break; fi
    sleep 0.2
  done
  echo 'dockerd did not come up:'
  tail -n 20 "$work/log/dockerd.log"
  return 1
}

if ! answers; then
  command -v dockerd >/dev/null || step 'install the engine' install_engine
  step 'start the engine' start_engine
fi
printf 'engine %s\n' "$(docker version -f '{{.Server.Version}}')"
