#!/usr/bin/env bash
# Answers stream through nginx and Caddy as the files in deploy/ set them up, and `npm run stream:check` says so when
# they do not. Both run from a folder of their own: a service of the machine stays as it is. Expects a built server.
set -euo pipefail

missing=()
for package in nginx caddy openssl; do
  command -v "$package" >/dev/null || missing+=("$package")
done
if [ "${#missing[@]}" -gt 0 ]; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" >/dev/null
fi

folder=$(mktemp -d)
export JWT_SECRET='a secret that is long enough for this test' DATABASE_URL="sqlite:$folder/miniask.db"
node=node_modules/.bin/node
[ -x "$node" ] || node=node
server=
proxy=

stop_proxy() {
  [ -z "$proxy" ] || { kill "$proxy" && wait "$proxy"; } 2>/dev/null || true
  proxy=
}
cleanup() {
  stop_proxy
  [ -z "$server" ] || kill -9 "$server" 2>/dev/null || true
  rm -rf "$folder"
}
trap cleanup EXIT

PORT=0 AGENT=local "$node" dist/main.js >"$folder/log" 2>&1 &
server=$!
url=$(scripts/ci/started-url.sh "$folder/log")
url=${url#http://}
export STREAM_CHECK_TOKEN
STREAM_CHECK_TOKEN=$("$node" dist/cli/token.js --user ops --operator)

free_port() {
  "$node" -e 'const s = require("node:net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'
}
listening() {
  for _ in $(seq 60); do
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && return
    sleep 0.5
  done
  echo "nothing listens on $1"
  cat "$folder"/*.err
  exit 1
}

plain=$(free_port)
secure=$(free_port)
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost \
  -keyout "$folder/privkey.pem" -out "$folder/fullchain.pem" 2>/dev/null
export NODE_EXTRA_CA_CERTS="$folder/fullchain.pem"

# nginx with the documented file, but for places and ports. $1: more for the http block; the rest: more for sed
nginx_with() {
  stop_proxy
  local more=$1
  shift
  {
    echo "daemon off; user root; pid $folder/nginx.pid; error_log $folder/nginx.err; events {}"
    echo "http { access_log off; $more"
    sed -e "s/listen 80;/listen 127.0.0.1:$plain;/; s/listen 443 /listen 127.0.0.1:$secure /" \
      -e "s/127.0.0.1:3000/$url/; s/your\.domain;/localhost;/; s#/etc/letsencrypt/live/your.domain#$folder#" \
      "$@" deploy/nginx/miniask.conf
    echo '}'
  } >"$folder/nginx.conf"
  nginx -p "$folder" -c "$folder/nginx.conf" 2>"$folder/start.err" &
  proxy=$!
  listening "$secure"
}

# Caddy in the same way. The arguments: more for sed
caddy_with() {
  stop_proxy
  {
    printf '{\n\tadmin off\n}\n'
    sed -e "s/miniask:3000/$url/" "$@" deploy/caddy/Caddyfile
  } >"$folder/Caddyfile"
  DOMAIN="http://localhost:$plain" XDG_DATA_HOME="$folder" XDG_CONFIG_HOME="$folder" \
    caddy run --config "$folder/Caddyfile" --adapter caddyfile 2>"$folder/caddy.err" &
  proxy=$!
  listening "$plain"
}

# $1: what is tried; $2: the exit code; $3: what must be said; the rest: the command
expect() {
  local name=$1 code=$2 words=$3 seen=0
  shift 3
  printf '\n--- %s\n' "$name"
  "$@" >"$folder/said" 2>&1 || seen=$?
  cat "$folder/said"
  [ "$seen" = "$code" ] || { echo "exit code $seen instead of $code"; exit 1; }
  grep -q -- "$words" "$folder/said" || { echo "nothing about: $words"; exit 1; }
}
# $1: a path that the world must not see; $2: where
expect_kept() {
  [ "$(curl -sk -o /dev/null -w '%{http_code}' -H "authorization: Bearer $STREAM_CHECK_TOKEN" "$2$1")" = 404 ] && return
  echo "$2$1 is open to the world"
  exit 1
}
check=("$node" dist/cli/stream-check.js)

nginx_with ''
expect 'nginx as documented' 0 'ok    buffering: none' npm run --silent stream:check -- "https://localhost:$secure"
expect 'nginx, without https' 1 'redirect: 301 to https://localhost' "${check[@]}" "http://localhost:$plain"
for path in /metrics /docs /docs/ /docs-json /v1/ops/agent /v1/ops/traces; do
  expect_kept "$path" "https://localhost:$secure"
done
unset NODE_EXTRA_CA_CERTS
expect 'a certificate that nobody signed' 1 'fail  tls: ' "${check[@]}" "https://localhost:$secure"
export NODE_EXTRA_CA_CERTS="$folder/fullchain.pem"

nginx_with 'proxy_ignore_headers X-Accel-Buffering;'
expect 'nginx that buffers' 1 'fail  buffering: everything comes at once at the end' "${check[@]}" "https://localhost:$secure"
nginx_with 'gzip on; gzip_types text/event-stream;'
expect 'nginx that compresses' 1 'compressed (Content-Encoding: gzip)' "${check[@]}" "https://localhost:$secure"
nginx_with '' -e '/proxy_http_version/d'
expect 'nginx that speaks HTTP/1.0' 0 'warn  last hop: ' "${check[@]}" "https://localhost:$secure"

caddy_with
expect 'Caddy as documented' 0 'ok    buffering: none' "${check[@]}" "http://localhost:$plain"
for path in /metrics /docs /docs/ /docs-json /v1/ops/agent /v1/ops/traces; do
  expect_kept "$path" "http://localhost:$plain"
done
caddy_with -e 's/^\treverse_proxy/\t@others not path \/v1\/*\n\tencode @others gzip\n&/'
expect 'Caddy that compresses what is no ask' 0 'ok    buffering: none' "${check[@]}" "http://localhost:$plain"
caddy_with -e 's/^\treverse_proxy/\tencode {\n\tgzip\n\tminimum_length 1\n\t}\n&/'
expect 'Caddy that compresses' 1 'compressed (Content-Encoding: gzip)' "${check[@]}" "http://localhost:$plain"

kill -9 "$server" && wait "$server" 2>/dev/null || true
server=
caddy_with
expect 'a server that is gone' 1 '502 for /v1/ops/stream-check by something in front (Caddy)' "${check[@]}" "http://localhost:$plain"
