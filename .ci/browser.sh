#!/usr/bin/env bash
# Finds a Chromium, and installs Debian's where there is none. The last line on stdout is its path.
set -euo pipefail

find_browser() {
  local name
  for name in chromium-headless-shell chromium chromium-browser google-chrome; do
    command -v "$name" && return 0
  done
  return 1
}

if ! find_browser >/dev/null; then
  command -v apt-get >/dev/null && [ "$(id -u)" -eq 0 ] || { echo "browser: install chromium first" >&2; exit 1; }
  echo "browser: installing chromium-headless-shell" >&2
  { apt-get update -qq &&
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium-headless-shell fonts-dejavu-core; } >&2
fi
find_browser
