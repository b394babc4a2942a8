#!/bin/sh
# Makes sure that the headers of SQLite and zlib are there; installs them with apt-get if not.
set -eu

missing=
[ -e /usr/include/sqlite3.h ] || missing="$missing libsqlite3-dev"
[ -e /usr/include/zlib.h ] || missing="$missing zlib1g-dev"
[ -n "$missing" ] || exit 0

give_up() {
  echo "setup: Skein needs$missing, and $1." >&2
  echo "setup: install the development files of SQLite and zlib in your system's way, then try again." >&2
  exit 1
}

command -v apt-get >/dev/null || give_up "this system has no apt-get"
if [ "$(id -u)" = 0 ]; then
  as_root=
elif command -v sudo >/dev/null; then
  as_root=sudo
else
  give_up "installing it takes root rights, but there is no sudo"
fi

echo "setup: installing$missing"
export DEBIAN_FRONTEND=noninteractive
# The lists may be missing or old; if they cannot be had, the install itself tells why.
$as_root apt-get update -qq || true
# shellcheck disable=SC2086 # both variables are lists of words
$as_root apt-get install -qq -y --no-install-recommends $missing || give_up "apt-get could not install it"
