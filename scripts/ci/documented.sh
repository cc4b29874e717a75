#!/usr/bin/env bash
# The calls that docs/ show of a server that runs, as they stand there and in their order, against a server on a
# scratch copy of the configuration; what the local agent has answered before is what they look up. Expects a built server.
set -euo pipefail

root=$PWD
copy=$(mktemp -d)
server=
cleanup() {
  [ -z "$server" ] || kill -9 "$server" 2>/dev/null || true
  rm -rf "$copy"
}
trap cleanup EXIT
PATH="$root/node_modules/.bin:$PATH"

cp -r config package.json "$copy"
ln -s "$root/dist" "$root/node_modules" "$copy"
cd "$copy"
# It is built.
npm pkg set scripts.build=true

PORT=0 node dist/main.js >log 2>&1 &
server=$!
url=$("$root/scripts/ci/started-url.sh" log)

# What users did, before an operator looks: an answer, and that somebody did not like it.
user=$(npm run --silent token -- --user u_123 2>/dev/null)
tell() {
  curl --silent --fail-with-body "$url/v1/mini/$1" -H "authorization: Bearer $user" -H 'content-type: application/json' -d "$2"
}
tell ask '{"intent":"summarize","traceId":"1710000000000","input":{"text":"The box arrived late. The lid was broken."}}'
tell asks/1710000000000/feedback '{"rating":"down"}'

# $1: the document whose commands are run; $2…: what they must lead to
documented() {
  local document=$1 told
  shift
  printf '\n--- %s\n' "$document"
  sed -n '/^```sh$/,/^```$/{/^```/d;p}' "$root/$document" | sed "s#http://127\.0\.0\.1:3000#$url#g" >commands
  [ -s commands ] || { echo "nothing is documented in $document"; exit 1; }
  timeout 120 bash -euo pipefail -vc 'curl() { command curl --silent --fail-with-body "$@"; }; source ./commands' >said 2>trail ||
    { cat trail said; exit 1; }
  for told in "$@"; do
    grep -qF "$told" said || { echo "the commands of $document do not lead to $told"; cat said; exit 1; }
  done
}

documented docs/operations.md '"feedback":"down"' '"replayOf"' '"action":"rollback"' '"outcome":"unchanged"' '"rule":"shared-route"'
documented docs/flags.md '"feedback_buttons":true' '"reason":"STATIC"' '"source":"change"'
documented docs/streaming.md 'event: start' 'event: delta' 'event: done'
documented docs/privacy.md '204 No Content'
