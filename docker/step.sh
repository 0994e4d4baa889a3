# shellcheck shell=bash
# Sourced by the other scripts: where they work, and how a step of theirs is timed, logged and reported.

# Scratch and logs. Kept between runs: Go binaries that took minutes to build are found here again.
work=${IMAGES_WORK:-/var/tmp/dspy-otel-images}
mkdir -p "$work/bin" "$work/log"

# Debian's engine has no BuildKit builder; the classic one is enough for every Dockerfile here.
export DOCKER_BUILDKIT=0

# step NAME COMMAND… — runs the command with its output in a log. Prints one line with the seconds it took, or the
# end of the log when it failed, and returns the command's exit code.
step() {
  local name=$1 started=$SECONDS code=0
  local log="$work/log/${name//[\/:]/_}.log"
  shift
  "$@" >"$log" 2>&1 </dev/null || code=$?
  if [ "$code" -eq 0 ]; then
    printf '%-48s %4d s\n' "$name" $((SECONDS - started))
  else
    printf '%s failed after %d s (exit %d). The end of %s:\n' "$name" $((SECONDS - started)) "$code" "$log" >&2
    tail -n 30 "$log" | sed 's/^/  | /' >&2
  fi
  return "$code"
}
