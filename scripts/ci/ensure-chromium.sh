#!/usr/bin/env bash
# Sees to it that there is a Chromium, and a font with Chinese characters for what it draws.
set -euo pipefail

command -v chromium >/dev/null && [ -n "$(fc-list :lang=zh 2>/dev/null)" ] && exit 0
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
  chromium fontconfig fonts-noto-cjk >/dev/null
