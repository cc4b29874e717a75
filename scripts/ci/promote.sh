#!/usr/bin/env bash
# The path of a prompt from dev to prod: the commands of docs/from-dev-to-prod.md, as they stand there, on a scratch copy
# of the configuration and against servers that run as staging and prod. Expects a built server.
set -euo pipefail

root=$PWD
copy=$(mktemp -d)
server= prod= gateway=
cleanup() {
  [ -z "$server$prod$gateway" ] || kill -9 $server $prod $gateway 2>/dev/null || true
  rm -rf "$copy"
}
trap cleanup EXIT
PATH="$root/node_modules/.bin:$PATH"

cp -r config package.json docs/from-dev-to-prod.md "$copy"
ln -s "$root/dist" "$root/node_modules" "$copy"
cd "$copy"
# It is built.
npm pkg set scripts.build=true
printf '%s\n' dist node_modules data log prod.log '*.json' >.gitignore
git init --quiet
git config user.name CI
git config user.email ci@localhost
git add .
git commit --quiet --message 'As shipped'

# The new prompt, allowed for dev: the work of a person.
sed -i '/^  # ── support:/i\  summarize_v3:\n    model: fast\n    system_prompt: Summarise for people in a hurry.\n' \
  config/mini-program-profiles.yaml
sed -i '0,/^      - summarize_v2$/s//&\n      - summarize_v3/' config/env-policy.yaml
git commit --quiet --all --message 'Write summarize_v3'

free_port() {
  node -e 'const s = require("node:net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'
}
# What the local agent answers proves nothing of a prompt: a gateway stands in, which answers everything alike.
gateway_port=$(free_port)
PORT="$gateway_port" node "$root/bench/fake-openclaw.ts" &
gateway=$!
export OPENCLAW_URL="http://127.0.0.1:$gateway_port" OPENCLAW_TOKEN=test
export JWT_SECRET='a secret that is long enough for this test' DATABASE_URL="sqlite:$copy/data/miniask.db"
port=$(free_port)
export TOKEN STAGING="http://127.0.0.1:$port"
APP_ENV=staging PORT="$port" node dist/main.js >log 2>&1 &
server=$!
port=$(free_port)
export PROD_TOKEN PROD="http://127.0.0.1:$port"
APP_ENV=prod PORT="$port" DATABASE_URL="sqlite:$copy/data/prod.db" node dist/main.js >prod.log 2>&1 &
prod=$!
for url in "$STAGING" "$PROD"; do
  for _ in $(seq 60); do
    curl -sf "$url/readyz" >/dev/null && break
    sleep 0.5
  done
  curl -sf "$url/readyz" >/dev/null || { cat log prod.log; exit 1; }
done

user=$(APP_ENV=staging node dist/cli/token.js --user u_123)
# As many as a batch must have judged by.
for ask in $(seq 20); do
  curl -sf "$STAGING/v1/mini/ask" -H 'content-type: application/json' -H "authorization: Bearer $user" \
    -d "{\"intent\":\"summarize\",\"input\":{\"text\":\"The refund $ask was granted. It comes to thirty yuan.\"}}" |
    grep -q '"status":"complete"'
done
TOKEN=$(APP_ENV=staging node dist/cli/token.js --user ops --operator)
PROD_TOKEN=$(APP_ENV=prod node dist/cli/token.js --user ops --operator)

# Nothing has passed yet.
if npm run --silent config:promote -- summarize_v3 --to prod >said 2>&1; then exit 1; fi
grep -q 'there is no finished batch replay of exactly this profile' said
rm said

# $1: the heading whose commands are run
documented() {
  printf '\n--- %s\n' "$1"
  sed -n "/^## $1\$/,/^## [^${1:0:1}]/p" from-dev-to-prod.md | sed -n '/^```sh$/,/^```$/{/^```/d;p}' >commands
  [ -s commands ] || { echo "nothing is documented under: $1"; exit 1; }
  timeout 120 bash -euo pipefail -c 'source ./commands'
  rm commands
}
# $1: how many commits back; $2: the lines that changed since, and no others
expect_changed() {
  git diff --unified=0 "HEAD~$1" -- config | grep '^[-+] ' >changed || true
  diff <(printf '%s\n' "$2") changed || { echo 'other lines changed than should'; exit 1; }
  [ -z "$(git status --porcelain --untracked-files=no)" ] || { echo 'something is not committed'; exit 1; }
  rm changed
}

# $1: below the route of the intent; $2: an expression over `it`, what the server in prod tells there
told_by_prod() {
  curl -sf -H "Authorization: Bearer $PROD_TOKEN" "$PROD/v1/ops/routes/summarize$1" |
    node -p "const it = JSON.parse(fs.readFileSync(0)); $2"
}
# $1: what was done to the route at run time, newest first; $2: where what serves comes from, and which profile it is
expect_prod() {
  diff <(printf '%s\n' "$1" "$2") <(
    told_by_prod /history 'it.changes.map(({ action }) => action).join(" ")'
    told_by_prod '' 'it.source + " " + it.route.profile'
  ) || { echo 'prod serves something else'; exit 1; }
}

documented '1. Write it'
documented '2. Have it replayed'
documented '3. Staging'
expect_changed 1 '+      - summarize_v3
-      summarize: summarize_v2
+      summarize: summarize_v3'
documented '4. Prod'
expect_changed 1 '+    routing:
+      summarize: summarize_v3'
expect_changed 2 '+      - summarize_v3
+    routing:
+      summarize: summarize_v3'
expect_prod 'clear set' 'environment summarize_v3'
# The database says the same as the report, and what is promoted stays as it is.
npm run --silent config:promote -- summarize_v3 --to prod --route 2>&1 | grep 'is there already'
documented '5. Back'
expect_prod 'clear set rollback clear set' 'shared summarize_v1'
npm run --silent config:promote -- summarize_v3 --to prod --route --dry-run
