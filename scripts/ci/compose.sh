#!/usr/bin/env bash
# The Compose file is well-formed and every variable it wants stands in the example.
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
trap 'rm -f "$env_file"' EXIT
sed 's/=$/=filled-in/' deploy/.env.example >"$env_file"
"${compose[@]}" --env-file "$env_file" config >/dev/null
echo 'docker-compose.yml is well-formed'
