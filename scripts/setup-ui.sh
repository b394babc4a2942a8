#!/bin/sh
# Creates .venv-ui with what the tests of the web page need, and installs Debian's Chromium if no browser is there.
set -eu
cd "$(dirname "$0")/.."

venv=.venv-ui
python=${PYTHON:-python3}
browser=${SKEIN_CHROMIUM:-/usr/bin/chromium}

if [ ! -x "$browser" ]; then
  if ! command -v apt-get >/dev/null; then
    echo "setup-ui: $browser is missing; name a Chromium with SKEIN_CHROMIUM=..." >&2
    exit 1
  fi
  as_root=
  [ "$(id -u)" = 0 ] || as_root=sudo
  echo "setup-ui: installing chromium"
  export DEBIAN_FRONTEND=noninteractive
  $as_root apt-get update -qq || true
  # Without what it recommends: daemons that a headless browser has no use for.
  $as_root apt-get install -qq -y --no-install-recommends chromium fonts-dejavu-core >/dev/null
fi
"$python" -m venv --clear "$venv"
# A half-made environment must not pass for a complete one.
complete=
trap '[ -n "$complete" ] || rm -rf "$venv"' EXIT
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --requirement Tests/Web/Browser/requirements.txt
complete=1
