#!/usr/bin/env bash
# The Compose file is well-formed, every variable it wants stands in the example, and its one-shot services work:
# their command lines are run on the built server, without containers.
set -euo pipefail

if docker compose version >/dev/null 2>&1; then
  compose=(docker compose)
else
  command -v docker-compose >/dev/null || {
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq docker-compose >/dev/null
  }
  compose=(docker-compose)
fi

env_file=$(mktemp)
rendered=$(mktemp)
trap 'rm -f "$env_file" "$rendered"' EXIT
sed 's/=$/=filled-in/' deploy/.env.example >"$env_file"
"${compose[@]}" --env-file "$env_file" config >"$rendered"
echo 'docker-compose.yml is well-formed'

npm run --silent build
# The Node that this project has, also for the command lines.
PATH="$PWD/node_modules/.bin:$PATH"
node --import ./test/support/register-typescript.mjs scripts/ci/compose-commands.ts "$rendered"
