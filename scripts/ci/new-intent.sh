#!/usr/bin/env bash
# A generated intent builds, passes its tests, keeps the house rules, shows in the OpenAPI document and answers.
# Not the whole suite again, which knows nothing of it: the specs of intents, its own among them, those of the files that
# ship, of the scripts and of the documents, and every other one that reads the catalog or what a server tells of it.
set -euo pipefail

copy=$(mktemp -d)
server=
cleanup() {
  [ -z "$server" ] || kill -9 "$server" 2>/dev/null || true
  rm -rf "$copy"
}
trap cleanup EXIT
git ls-files -z | xargs -0 cp --parents -t "$copy"
cp -a node_modules "$copy/node_modules"
cd "$copy"
# The Node that the lock file names: the machine's own may be older.
PATH="$copy/node_modules/.bin:$PATH"
git init --quiet

npm run --silent new:intent -- translate
mapfile -t readers < <(grep -rlE 'catalogIntentNames|intents/catalog|docs-json|/v1/mini/config' src test --include='*.spec.ts')
vitest run src/intents/ test/config/ test/scripts/ test/architecture/ "${readers[@]}"
npm run check

PORT=0 node dist/main.js >log 2>&1 &
server=$!
url=$(scripts/ci/started-url.sh log)
curl -sf "$url/docs-json" | grep -q '"TranslateAsk"'
token=$(sed -n 's/.*Bearer \([A-Za-z0-9._-]*\).*/\1/p' log | head -1)
curl -sf "$url/v1/mini/ask" -H 'content-type: application/json' -H "authorization: Bearer $token" \
  -d '{"intent":"translate","input":{"text":"One thing. Another thing."}}' | tee answer
grep -q '"status":"complete"' answer
