#!/usr/bin/env bash
# Whatever is killed right after an answer, its trace is there. Expects a built server.
set -euo pipefail

folder=$(mktemp -d)
export JWT_SECRET='a secret that is long enough for this test' DATABASE_URL="sqlite:$folder/miniask.db" PORT=0
node=node_modules/.bin/node
[ -x "$node" ] || node=node
server=

cleanup() {
  [ -z "$server" ] || kill -9 "$server" 2>/dev/null || true
  rm -rf "$folder"
}
trap cleanup EXIT

start() {
  # Where the server before this one was is no answer.
  rm -f "$folder/log"
  "$node" dist/main.js >"$folder/log" 2>&1 &
  server=$!
  url=$(scripts/ci/started-url.sh "$folder/log")
}

start
token=$("$node" dist/cli/token.js --user u_123)
curl -sf "$url/v1/mini/ask" -H 'content-type: application/json' -H "authorization: Bearer $token" \
  -d '{"intent":"summarize","traceId":"killed-1","input":{"text":"One thing. Another thing."}}' >/dev/null
kill -9 "$server"
wait "$server" 2>/dev/null || true

start
operator=$("$node" dist/cli/token.js --user ops --operator)
found=$(curl -sf "$url/v1/ops/traces?traceId=killed-1" -H "authorization: Bearer $operator")
echo "$found"
echo "$found" | grep -q '"status":"complete"'
