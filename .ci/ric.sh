#!/usr/bin/env bash
# Installs the runtime of AWS Lambda's managed images, `aws-lambda-ric`, in the versions that they carry: 3.3.0 for Node
# 22, 4.0.2 for Node 24. It compiles curl and C++ when it is installed, which takes minutes, so it is no dependency of the
# repository: it is kept in a folder of its own, and built only where it is not there. The last line on stdout is that
# folder; the runtime for Node 24, say, is FOLDER/24/node_modules/aws-lambda-ric.
set -euo pipefail
cd "$(dirname "$0")/.."

cache="${ISOBAR_RIC_CACHE:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/isobar-ric}/$(uname -s)-$(uname -m)"
# Debian's package for each tool of the build.
tools=(autoreconf:autoconf automake:automake libtoolize:libtool cmake:cmake make:make g++:g++ xz:xz-utils python3:python3)

give_up() {
  echo "ric: $1" >&2
  exit 1
}

install_tools() {
  local tool missing=()
  for tool in "${tools[@]}"; do
    command -v "${tool%%:*}" >/dev/null || missing+=("${tool#*:}")
  done
  [ "${#missing[@]}" -gt 0 ] || return 0
  command -v apt-get >/dev/null && [ "$(id -u)" -eq 0 ] || give_up "install these first: ${missing[*]}"
  echo "ric: installing ${missing[*]}" >&2
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >&2
}

# The folder of a Node from npm, which has the headers that the addon is compiled with.
node_home() {
  ls -d "node_modules/$1/node_modules/node-"*/include 2>/dev/null | head -n 1 | xargs -r dirname | xargs -r realpath
}

# install NODE_MAJOR PACKAGE_OF_NODE VERSION
install() {
  local major="$1" version="$3" target="$cache/$1" build home
  if [ "$(cat "$target/complete" 2>/dev/null)" = "$version" ]; then return 0; fi
  install_tools
  home="$(node_home "$2")"
  [ -n "$home" ] || give_up "the repository's Node $major has no headers: run npm run build first"
  echo "ric: building aws-lambda-ric $version for Node $major" >&2
  # Built beside its place and moved there: an interrupted build leaves nothing that looks whole.
  build="$(mktemp -d "$cache/build-XXXXXX")"
  echo '{ "private": true, "allowScripts": { "aws-lambda-ric": true } }' >"$build/package.json"
  if ! (
    cd "$build"
    export PATH="$home/bin:$PATH" npm_config_nodedir="$home"
    npm install --no-audit --no-fund --loglevel=error --foreground-scripts "aws-lambda-ric@$version" >install.log 2>&1
  ); then
    tail -n 40 "$build/install.log" >&2
    rm -rf "$build"
    give_up "aws-lambda-ric $version could not be built"
  fi
  # What it was built with and from is not needed any more.
  find "$build/node_modules" -mindepth 1 -maxdepth 1 ! -name aws-lambda-ric -exec rm -rf {} +
  rm -rf "$build/node_modules/aws-lambda-ric/deps" "$build/install.log"
  [ -n "$(find "$build/node_modules" -name rapid-client.node)" ] || give_up "its addon was not built"
  echo "$version" >"$build/complete"
  rm -rf "$target"
  mv "$build" "$target"
}

mkdir -p "$cache"
install 22 node22 3.3.0
install 24 node 4.0.2
echo "$cache"
