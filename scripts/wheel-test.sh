#!/bin/sh
# Builds the source distribution and, from it, the wheel; installs the wheel alone into a new environment outside
# the checkout; diagnoses an example there. Fails unless the rules came along and the blocked consumer is found.
# usage: scripts/wheel-test.sh PYTHON EXAMPLE      PYTHON: one with `build` installed
set -eu

python=$1
example=$(pwd)/$2
rules=$(pwd)/rules
expected=accumulation/consumer-blocked
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() { echo "wheel test failed: $1" >&2; exit 1; }

"$python" -m build --outdir "$work/dist" . >"$work/build.log" 2>&1 || { tail -n 30 "$work/build.log" >&2; fail "no wheel"; }
"$python" -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check "$work"/dist/*.whl

cd "$work"
where=$("$work/venv/bin/python" -c 'import kafka_triage; print(kafka_triage.__file__)')
case $where in
"$work"/*) ;;
*) fail "kafka_triage was imported from $where, not from the wheel" ;;
esac
diff -r "$rules" "${where%/*}/rules" >&2 || fail "the rules in the wheel are not those of the checkout"

status=0
"$work/venv/bin/kafka-triage" diagnose --format json "$example" >"$work/report.json" || status=$?
[ "$status" -eq 1 ] || fail "exit status 1 (findings) was expected, not $status"
"$work/venv/bin/python" - "$work/report.json" "$expected" <<'PY' || fail "the report does not name $expected"
import json
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    found = [diagnosis["id"] for diagnosis in json.load(file)["diagnoses"]]
print("from the wheel:", ", ".join(found))
sys.exit(sys.argv[2] not in found)
PY
