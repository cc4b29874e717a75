#!/usr/bin/env bash
# Prints where the server listens that writes its log into the file $1, as soon as it says so. The file may come later.
set -euo pipefail

for _ in $(seq 120); do
  url=$(sed -n 's#^Swagger UI: \(.*\)/docs$#\1#p' "$1" 2>/dev/null || true)
  if [ -n "$url" ]; then
    echo "$url"
    exit
  fi
  sleep 0.5
done
cat "$1" >&2
exit 1
