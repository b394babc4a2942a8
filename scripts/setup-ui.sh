#!/bin/sh
# Creates .venv-ui with what the tests of the web page need, and installs Debian's Chromium if no browser is there.
#
# Without a browser or a part of the environment it says what is missing, and fails: these tests are never skipped.
set -eu
cd "$(dirname "$0")/.."

venv=.venv-ui
python=${PYTHON:-python3}
browser=${SKEIN_CHROMIUM:-/usr/bin/chromium}

fail() {
  echo "setup-ui: $1" >&2
  exit 1
}

install_chromium() {
  command -v apt-get >/dev/null || fail "$browser is missing, and so is apt-get; name a Chromium with SKEIN_CHROMIUM=..."
  as_root=
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || fail "$browser is missing; as root, run: apt-get install chromium fonts-dejavu-core"
    as_root=sudo
  fi
  echo "setup-ui: installing chromium"
  # Old lists may do; what cannot be had fails below.
  $as_root apt-get update -qq || true
  # Without what it recommends: daemons that a headless browser has no use for.
  $as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -qq -y --no-install-recommends chromium fonts-dejavu-core >/dev/null ||
    fail "apt-get could not install chromium and fonts-dejavu-core (see above); install them by hand, or name a Chromium with SKEIN_CHROMIUM=..."
}

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))' ||
  fail "the tests of the page need Python 3.10 or newer; name one with PYTHON=..."
[ -x "$browser" ] || [ -n "${SKEIN_CHROMIUM:-}" ] || install_chromium
[ -x "$browser" ] || fail "$browser is missing; name a Chromium with SKEIN_CHROMIUM=..."
"$browser" --version >/dev/null 2>&1 || fail "$browser does not start; what it says of itself: $("$browser" --version 2>&1 | tail -n 1)"

# A half-made environment must not pass for a complete one.
complete=
trap '[ -n "$complete" ] || rm -rf "$venv"' EXIT
"$python" -m venv --clear "$venv" || fail "'$python -m venv' failed; on Debian and Ubuntu, install python3-venv."
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --requirement Tests/Web/Browser/requirements.txt ||
  fail "pip could not install what Tests/Web/Browser/requirements.txt names (see above)."
complete=1
