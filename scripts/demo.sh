#!/bin/bash
# Starts `skein serve` on a fresh file, sends it a real capture, draws its slowest trace and keeps serving.
#
#   SKEIN_BINARY       the executable (default: .build/release/skein)
#   SKEIN_DEMO_OTLP    where to receive (default: 127.0.0.1:4318)
#   SKEIN_DEMO_HTTP    where to answer queries (default: 127.0.0.1:16686)
#   --once             stops after the tree instead of serving until Ctrl-C
set -euo pipefail
cd "$(dirname "$0")/.."

binary=${SKEIN_BINARY:-.build/release/skein}
otlp=${SKEIN_DEMO_OTLP:-127.0.0.1:4318}
http=${SKEIN_DEMO_HTTP:-127.0.0.1:16686}
capture=Tests/Fixtures/nezha-excerpt.traces.otlp.gz
once=
[ "${1:-}" != --once ] || once=1

fail() {
  echo "demo: $1" >&2
  exit 1
}

[ -x "$binary" ] || fail "$binary is missing; 'make build' makes it"

# Whether HOST:PORT answers GET /ready with 200. Bash speaks TCP itself, so no other tool is needed.
is_ready() {
  local answer
  answer=$(
    exec 2>/dev/null 3<>"/dev/tcp/${1%:*}/${1##*:}" || exit 0
    printf 'GET /ready HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n' "$1" >&3
    head -n 1 <&3
  ) || return 1
  [[ $answer == *" 200"* ]]
}

is_taken() { (exec 3<>"/dev/tcp/${1%:*}/${1##*:}") 2>/dev/null; }

for address in "$otlp" "$http"; do
  if is_taken "$address"; then
    fail "something listens on $address already; choose others with SKEIN_DEMO_OTLP and SKEIN_DEMO_HTTP (HOST:PORT)"
  fi
done

directory=$(mktemp -d "${TMPDIR:-/tmp}/skein-demo.XXXXXX")
server=

# Lets the server finish what it has acknowledged, then removes the demo's file.
stop() {
  local status=$?
  trap - EXIT
  trap '' INT TERM
  if [ -n "$server" ]; then
    kill -TERM "$server" 2>/dev/null || true
    wait "$server" || status=1
    [ "$status" = 0 ] || cat "$directory/log" >&2
  fi
  rm -rf "$directory"
  [ "$status" != 0 ] || echo "Stopped; the demo's file is gone."
  exit "$status"
}
trap stop EXIT
trap 'exit 0' INT TERM

"$binary" serve --db "$directory/demo.db" --otlp-http "$otlp" --http "$http" >"$directory/log" 2>&1 &
server=$!
for _ in {1..100}; do
  ! is_ready "$http" || break
  kill -0 "$server" 2>/dev/null || fail "the server did not start"
  sleep 0.1
done
is_ready "$http" || fail "the server was not ready after 10 seconds"
cat "$directory/log"
echo

"$binary" import --to "http://$otlp" "$capture"
echo

# Every line of `find --json` describes one trace; the slowest has the greatest duration.
slowest=$(
  "$binary" find --server "http://$http" --limit 10000 --json |
    sed -nE 's/.*"traceId":"([0-9a-f]{32})".*"durationNano":"([0-9]+)".*/\2 \1/p' |
    sort -rn | awk 'NR == 1 { print $2 }'
)
[ -n "$slowest" ] || fail "the server returned no trace"
"$binary" trace --server "http://$http" "$slowest"

cat <<END

The capture holds real requests of the Train Ticket test bed. Try next:

  $binary services --server http://$http
  $binary find --server http://$http --errors
  $binary trace --server http://$http $slowest --events
  curl http://$http/api/traces/$slowest
  curl http://$http/metrics

Any OpenTelemetry SDK can send here:  OTEL_EXPORTER_OTLP_ENDPOINT=http://$otlp
Grafana's Jaeger data source can read: http://$http
END

[ -z "$once" ] || exit 0
echo
echo "Serving until Ctrl-C."
wait "$server" || fail "the server stopped by itself"
