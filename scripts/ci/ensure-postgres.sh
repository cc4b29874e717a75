#!/usr/bin/env bash
# Starts PostgreSQL where none listens, and makes the user and database of the service tests.
set -euo pipefail

listening() { (exec 3<>/dev/tcp/127.0.0.1/5432) 2>/dev/null; }

[ -n "${TEST_POSTGRES_URL:-}" ] && exit 0
listening && exit 0

if ! command -v pg_ctlcluster >/dev/null; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql >/dev/null
fi
version=$(ls /etc/postgresql)
sed -i 's/^\(host.*127\.0\.0\.1\/32 *\)[a-z0-9-]*$/\1trust/' "/etc/postgresql/$version/main/pg_hba.conf"
pg_ctlcluster --skip-systemctl-redirect "$version" main restart
for _ in $(seq 30); do listening && break; sleep 1; done
psql -h 127.0.0.1 -U postgres -c 'CREATE DATABASE test' || true
