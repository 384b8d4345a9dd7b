#!/usr/bin/env bash
# Installs chDB, ClickHouse's engine as a Node package, in a folder of its own: it is 540 MB, and only the tests of the
# ClickHouse store need it, so it is no dependency of the repository. Kept, and installed only where it is not there. The
# last line on stdout is that folder.
set -euo pipefail

version=3.4.0
cache="${ISOBAR_CHDB_CACHE:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/isobar-chdb}/$(uname -s)-$(uname -m)"

if [ "$(cat "$cache/complete" 2>/dev/null)" != "$version" ]; then
  mkdir -p "$cache"
  # Installed beside its place and moved there: an interrupted installation leaves nothing that looks whole.
  build="$(mktemp -d "$cache/build-XXXXXX")"
  echo '{ "private": true }' >"$build/package.json"
  echo "chdb: installing chdb $version" >&2
  if ! (cd "$build" && npm install --no-audit --no-fund --loglevel=error "chdb@$version") >&2; then
    rm -rf "$build"
    echo "chdb: $version could not be installed" >&2
    exit 1
  fi
  rm -rf "$cache/node_modules"
  mv "$build/node_modules" "$build/package.json" "$cache/"
  rm -rf "$build"
  echo "$version" >"$cache/complete"
fi
echo "$cache"
