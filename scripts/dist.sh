#!/bin/bash
# Builds dist/skein: one stripped executable without any shared library, and proves it.
set -euo pipefail
cd "$(dirname "$0")/.."

scratch=.build-dist
"${SWIFT:-swift}" build --configuration release --product skein --scratch-path "$scratch" \
  --static-swift-stdlib -Xswiftc -static-executable -Xlinker -lm

mkdir -p dist
strip -o dist/skein "$scratch/release/skein"

# ldd exits with 1 and says so when there is nothing to load; for a static-pie it exits with 0.
libraries=$(ldd dist/skein 2>&1 || true)
if [[ $libraries != *"not a dynamic executable"* && $libraries != *"statically linked"* ]]; then
  echo "dist: dist/skein still loads shared libraries:" >&2
  echo "$libraries" >&2
  exit 1
fi

# An empty environment and an empty directory: nothing of the build machine can help it to start.
elsewhere=$(mktemp -d)
trap 'rm -rf "$elsewhere"' EXIT
cp dist/skein "$elsewhere/"
(cd "$elsewhere" && env -i ./skein --help >/dev/null)

echo "dist/skein: static, $(($(stat -c %s dist/skein) / 1000000)) MB, $(file -b dist/skein 2>/dev/null || echo runs)"
