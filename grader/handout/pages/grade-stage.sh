#!/usr/bin/env bash
# One stage, as a step of GitHub Classroom's workflow: the result goes to the step's output `result`. Without a result the step fails:
# nobody is given points for a run that did not happen.
set -euo pipefail
stage=$1
reports=.hopwise/classroom
mkdir -p "$reports"
rm -f "$reports/stage-$stage.json"

# What programs print could be taken for commands of the workflow: commands are off meanwhile.
token=$(node -p "require('node:crypto').randomUUID()")
echo "::stop-commands::$token"
status=0
npm run grade -- --stages "$stage" --classroom "$reports/stage-$stage.json" --html "$reports/stage-$stage.html" || status=$?
echo "::$token::"

if [ "$status" -gt 2 ] || [ ! -s "$reports/stage-$stage.json" ]; then
  echo "::error::stage $stage could not be graded, status $status"
  exit 1
fi
echo "result=$(base64 < "$reports/stage-$stage.json" | tr -d '\n')" >> "$GITHUB_OUTPUT"
