#!/usr/bin/env bash
# Proves Isobar's telemetry against parts that are not ours: a real OpenTelemetry Collector, and the official protobuf
# classes. README.md says what it needs. Ends with 1 where a proof fails.
set -euo pipefail
cd "$(dirname "$0")"

cache="${ISOBAR_INTEROP_CACHE:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/isobar-interop}"
export PATH="$PWD/../node_modules/.bin:$PATH"
export GOTOOLCHAIN=local PYTHONDONTWRITEBYTECODE=1
passed=0
failed=0
child=""

cleanup() {
  trap - EXIT INT TERM HUP
  if [ -n "$child" ] && kill -TERM -- "-$child" 2>/dev/null; then wait "$child" 2>/dev/null || true; fi
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

give_up() {
  echo "interop: $1" >&2
  exit 1
}

# In the background and in a process group of its own (`set -m`), so that a signal ends all of it at once.
timed() {
  local name="$1" start=$SECONDS status=0
  shift
  echo "--- $name"
  set -m
  "$@" </dev/null &
  child=$!
  set +m
  wait "$child" || status=$?
  child=""
  echo "--- $name: $([ "$status" -eq 0 ] && echo ok || echo FAILED), $((SECONDS - start)) s"
  return "$status"
}

# What the proofs stand on: without it none can run.
prepare() {
  timed "$@" || give_up "\"$1\" failed, so nothing could be proven"
}

prove() {
  if timed "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
}

need() {
  command -v "$1" >/dev/null || give_up "$1 is missing: install $2"
}

# need_version NAME HAVE LEAST
need_version() {
  [ "$(printf '%s\n%s\n' "$3" "$2" | sort -V | head -n 1)" = "$3" ] || give_up "$1 $2 is too old: install $3 or newer"
}

# What a cached thing was made from: another input makes another thing.
fingerprint() {
  cat "$@" | sha256sum | cut -c 1-16
}

build_collector() {
  # Built beside its place and moved there: an interrupted build leaves nothing that looks whole.
  (cd collector && go build -mod=readonly -buildvcs=false -trimpath -ldflags "-s -w" -o "$collector.new" .) &&
    mv "$collector.new" "$collector"
}

make_environment() {
  rm -rf "$venv"
  python3 -m venv "$venv" &&
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps -r decoder/requirements.txt &&
    touch "$venv/complete"
}

test_checks() {
  node --test check/check.test.mjs >"$cache/checks.log" 2>&1 || { cat "$cache/checks.log"; return 1; }
  (cd decoder && "$venv/bin/python" -m unittest --quiet)
}

need npm "Node 20 or newer with npm"
need go "Go 1.26 or newer"
need python3 "Python 3.10 or newer"
need sha256sum "coreutils"
need_version Go "$(go env GOVERSION | sed 's/^go//')" "$(sed -n 's/^go //p' collector/go.mod)"
need_version Python "$(python3 -c 'import platform; print(platform.python_version())')" 3.10
python3 -c 'import venv, ensurepip' 2>/dev/null || give_up "Python's venv is missing: install python3-venv"

mkdir -p "$cache"
collector="$cache/collector-$(fingerprint collector/go.mod collector/go.sum collector/*.go <(go env GOVERSION GOARCH))"
venv="$cache/venv-$(fingerprint decoder/requirements.txt <(python3 -c 'import sys; print(sys.version, sys.executable)'))"

prepare "install and build the repository" npm run --silent build --prefix ..
[ -x "$collector" ] || prepare "build the Collector" build_collector
[ -e "$venv/complete" ] || prepare "install the official protobuf classes" make_environment
prepare "the checks find what is wrong" test_checks

prove "Collector, http/protobuf" node prove-collector.mjs "$collector" http/protobuf
prove "Collector, http/json and gzip" node prove-collector.mjs "$collector" http/json gzip
prove "official protobuf classes" "$venv/bin/python" decoder/prove_decoder.py "$(command -v node)"

echo "interop: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
