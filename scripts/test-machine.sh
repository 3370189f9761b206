#!/bin/sh
# Install what the tests need from Debian: PostgreSQL 15, Chromium and Node; and masto, the library in JavaScript that a
# story of tests/apps runs, as its lock file says. Nothing happens where all are there.
set -eu

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

missing=""
[ -x /usr/lib/postgresql/15/bin/postgres ] || missing="$missing postgresql-15"
[ -x /usr/bin/chromium ] || missing="$missing chromium"
command -v node >/dev/null || missing="$missing nodejs"
command -v npm >/dev/null || missing="$missing npm"

install_masto() {
    cd "$(dirname "$0")/../tests/apps/masto"
    # npm writes this file last, so it is newer than the lock exactly where that lock has been installed.
    [ node_modules/.package-lock.json -nt package-lock.json ] && return
    npm ci --no-audit --no-fund --silent
    touch node_modules/.package-lock.json
}

if [ -z "$missing" ]; then
    install_masto
    exit 0
fi

echo "installing$missing"
# One after another: scripts/python.sh may be installing something at this moment.
as_root flock /tmp/kukhnya-apt.lock apt-get update -qq
# The tests start a server of their own; the package need not start one.
as_root mkdir -p /etc/postgresql-common
[ -e /etc/postgresql-common/createcluster.conf ] \
    || echo "create_main_cluster = false" | as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
# shellcheck disable=SC2086 # a list of names
as_root flock /tmp/kukhnya-apt.lock env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
install_masto
