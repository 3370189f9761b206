#!/bin/sh
# Make .venv with the dependencies of one lock file: scripts/python.sh run|dev
set -eu
cd "$(dirname "$0")/.."
lock="requirements/$1.txt"
python="${PYTHON:-python3}"

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "Kukhnya needs Python 3.11 or newer; on Debian: apt-get install python3" >&2
    exit 1
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    echo "installing python3-venv"
    # One after another: scripts/test-machine.sh may be installing something at this moment.
    as_root flock /tmp/kukhnya-apt.lock apt-get update -qq
    as_root flock /tmp/kukhnya-apt.lock env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null
fi
[ -x .venv/bin/python ] || "$python" -m venv .venv
echo "installing the packages of $lock"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
