#!/usr/bin/env bash
# A generated intent builds, passes its tests, keeps the house rules and shows in the OpenAPI document.
set -euo pipefail

copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
git ls-files -z | xargs -0 cp --parents -t "$copy"
cp -a node_modules "$copy/node_modules"
cd "$copy"
npm run --silent new:intent -- translate
npx vitest run src/intents
npm run check
