# shellcheck shell=bash
# Sourced, after step.sh, by what is built from a Go module.

# go_command MODULE@VERSION PACKAGE OUTPUT [LDFLAGS] — builds a main package of a published module.
# `go install PACKAGE@VERSION` refuses modules whose go.mod has replace or exclude lines, so the module is made a
# dependency of a scratch one. The versions of everything below it follow from its go.mod, so this is repeatable.
go_command() {
  local module=$1 package=$2 output=$3 scratch code=0
  if [ -x "$output" ]; then return 0; fi
  if ! command -v go >/dev/null; then
    echo "Building ${module%@*} needs Go."
    return 1
  fi
  # shellcheck disable=SC2154 # step.sh sets it
  scratch=$(mktemp -d "$work/go.XXXXXX")
  go_build "$scratch" "$package" "${module#*@}" "$output" "${4:-}" || code=$?
  rm -rf "$scratch"
  return "$code"
}

# Linked statically, so that it runs in an image that has nothing else.
go_build() (
  export CGO_ENABLED=0 GOFLAGS=-buildvcs=false
  cd "$1" && go mod init scratch || exit
  if ! go get "$2@$3"; then
    # Where no image registry answers, the checksum database often does not either.
    export GONOSUMDB='*'
    go get "$2@$3" || exit
  fi
  # Renamed at the end: an interrupted build leaves nothing that looks finished.
  go build -trimpath -ldflags "-s -w $5" -o "$4.new" "$2" && mv "$4.new" "$4"
)
