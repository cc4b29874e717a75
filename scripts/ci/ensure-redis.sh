#!/usr/bin/env bash
# Sees to it that there is a redis-server; the service tests start their own on ports of their own.
set -euo pipefail

command -v redis-server >/dev/null && exit 0
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends redis-server >/dev/null
