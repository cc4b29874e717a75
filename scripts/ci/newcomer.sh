#!/usr/bin/env bash
# Does what a newcomer does after `npm ci`: starts the server, pastes the curl line that it prints and those of the README,
# and stops it again, which must stop it.
set -euo pipefail

log=$(mktemp)
PORT=0 setsid npm start >"$log" 2>&1 &
npm=$!
trap 'kill -KILL -- "-$npm" 2>/dev/null || true; rm -f "$log" "$log.readme"' EXIT

for _ in $(seq 120); do
  grep -q 'Swagger UI' "$log" && break
  kill -0 "$npm" 2>/dev/null || { cat "$log"; exit 1; }
  sleep 1
done

command=$(sed -n '/^curl /,/^$/p' "$log")
[ -n "$command" ] || { echo 'no curl line was printed'; cat "$log"; exit 1; }
answer=$(bash -c "$command")
echo "$answer"
node -e '
  const answer = JSON.parse(process.argv[1]);
  if (answer.status !== "complete" || !answer.answer || answer.model !== "local") process.exit(1);
' "$answer"

url=$(sed -n 's#^Swagger UI: \(.*\)/docs$#\1#p' "$log")

pasted=$(node -e '
  const blocks = [...require("node:fs").readFileSync("README.md", "utf8").matchAll(/```sh\n([^]*?)```/g)];
  const commands = blocks.map(([, text]) => text).filter((text) => text.includes("curl "));
  console.log(commands.join("").replaceAll("http://127.0.0.1:3000", process.argv[1]));
' "$url")
printf '%s\n' 'set -e' 'curl() { command curl --fail-with-body "$@"; }' "$pasted" | bash | tee "$log.readme"
for told in '"status":"complete"' '"source":"change"' '"action":"rollback"'; do
  grep -q "$told" "$log.readme" || { echo "the README's commands do not lead to $told"; exit 1; }
done

kill -TERM "$npm"
for _ in $(seq 30); do
  curl -sf "$url/healthz" >/dev/null || exit 0
  sleep 0.5
done
echo 'the server went on after npm start was told to stop'
exit 1
