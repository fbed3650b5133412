#!/bin/sh
# Reads a JUnit report of ours with Debian's junitparser, and validates it against the schemas that are given, such as
# JUnit.xsd of github.com/windyroad/JUnit-Schema (Ant) and junit-10.xsd of github.com/jenkinsci/xunit-plugin (Jenkins).
#   tools/junit/check.sh [SCHEMA.xsd ...]
set -eu
cd "$(dirname "$0")/../.."
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }
type junitparser xmllint > /dev/null 2>&1 ||
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends junitparser libxml2-utils > /dev/null

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
node --conditions=@resnext/source --import tsx tools/junit/write.mjs "$folder"
for report in "$folder"/*.xml; do
  xmllint --noout "$report"
  for schema in "$@"; do xmllint --noout --schema "$schema" "$report"; done
done
junitparser verify "$folder/passed.xml"
# It ends with 1 where a test failed: it has found the gate.
! junitparser verify "$folder/failed.xml" || { echo 'check.sh: junitparser saw no failure' >&2; exit 1; }
/usr/bin/python3 - "$folder/failed.xml" << 'END'
import sys
from junitparser import JUnitXml

[suite] = JUnitXml.fromfile(sys.argv[1])
seen = [(case.name, [type(result).__name__ for result in case.result]) for case in suite]
expected = [("top1 >= 10 %", []), ("top1 >= 99 %", ["Failure"]), ("loss <= 0.01", ["Skipped"])]
assert seen == expected, seen
assert (suite.tests, suite.failures, suite.errors, suite.skipped) == (3, 1, 0, 1)
print("junitparser:", seen)
END
