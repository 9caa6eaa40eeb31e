#!/bin/sh
# Makes or updates a virtual environment with kafka_triage in it, installed from this checkout (editable).
# usage: scripts/venv.sh DIRECTORY EXTRAS     EXTRAS: comma-separated extras of pyproject.toml, may be empty
# PYTHON names the interpreter; without it that of DIRECTORY is kept, or the first usable one of $candidates is taken.
set -u

venv=$1 extras=$2
# Versions that the default engine (durable-rules, a C extension) can be imported on stand first.
candidates="python3.12 python3.11 python3 python3.13 python3.14"

fail() {
    printf '\nkafka_triage set-up failed: %s\n' "$1" >&2
    shift
    for line in "$@"; do printf '  %s\n' "$line" >&2; done
    exit 1
}

# A shim of pyenv may be on PATH without a Python behind it, so each candidate is run, not only looked up.
new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

if [ -n "${PYTHON:-}" ]; then
    new_enough "$PYTHON" || fail "PYTHON=$PYTHON does not run, or is older than Python 3.11." \
        "It says: $("$PYTHON" --version 2>&1 | head -n 1)"
else
    for candidate in "$venv/bin/python" $candidates; do
        if new_enough "$candidate"; then PYTHON=$candidate; break; fi
    done
    [ -n "${PYTHON:-}" ] || fail "no Python 3.11 or newer was found (looked for: $candidates)." \
        "Install one, or say where it is: make PYTHON=/path/to/python3.12 demo"
fi

version=$("$PYTHON" -c 'import platform; print(platform.python_version())')
compiler=$("$PYTHON" -c 'import sysconfig; print((sysconfig.get_config_var("CC") or "cc").split()[0])')
compiler=${CC:-$compiler}
if "$PYTHON" -c 'import sys; sys.exit(sys.version_info >= (3, 13))' && ! command -v "${compiler%% *}" >/dev/null 2>&1; then
    fail "no C compiler ('${compiler%% *}' is not on PATH)." \
        "The default engine, durable-rules, comes as C source and is compiled at installation." \
        "Either install a compiler (Debian: apt-get install gcc libc6-dev python3-dev; or set CC)," \
        "or use Python 3.13, where kafka_triage runs on its pure-Python engine and compiles nothing:" \
        "  make PYTHON=python3.13 demo"
fi

# A directory whose Python is gone, or of another version than the one that was asked for, is made anew.
if [ "$("$venv/bin/python" -c 'import platform; print(platform.python_version())' 2>/dev/null)" != "$version" ]; then
    echo "Making $venv with Python $version ..." >&2
    output=$("$PYTHON" -m venv --clear "$venv" 2>&1) || fail "'$PYTHON -m venv' did not work:" "$output" \
        "(Debian keeps venv in a package of its own: apt-get install python3-venv)"
fi

echo "Installing kafka_triage${extras:+ with $extras} into $venv (the first time takes a minute) ..." >&2
log=$venv/install.log
if ! "$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    --editable ".${extras:+[$extras]}" >"$log" 2>&1; then
    tail -n 25 "$log" >&2
    if grep -q 'Python\.h' "$log"; then
        fail "durable-rules needs the C headers of Python (Debian: apt-get install python3-dev)." "Whole log: $log"
    fi
    fail "pip could not install kafka_triage; its last lines are above." "Whole log: $log"
fi
