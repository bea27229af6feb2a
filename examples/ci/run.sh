#!/bin/sh
# Stands a lab up, lets it do its job, fetches what came of it, takes the lab away: run.sh IMAGE
# Ends with the exit code of the job, or with the one of the step that failed.
set -eu
image=$(realpath -- "${1:?usage: run.sh IMAGE}")
cd "$(dirname "$0")"
export PULUMI_STACK="${PULUMI_STACK:-ci}" PATH="$PWD/node_modules/.bin:$PWD/../../bin:$PATH"
command -v xplab >/dev/null || { echo "xplab is not on the PATH" >&2 && exit 127; }
job_seconds=${JOB_SECONDS:-900}

main() {
    trap 'take_away' EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM

    pulumi stack select --create "$PULUMI_STACK"
    pulumi config set image "$image"
    # What a run that was killed has left: its lock, as there is one lab at a time, and its lab.
    pulumi cancel --yes >/dev/null 2>&1 || true
    pulumi destroy --yes --skip-preview
    rm -rf results
    pulumi up --yes --skip-preview
    xplab results "$PULUMI_STACK/builder" results --wait "$job_seconds"
    # The guest has written it: neither the terminal nor GitHub, whose commands begin with ::, obeys it.
    tr -cd '\11\12\40-\176' <results/log.txt | sed 's/^::/ ::/'
    code=$(tr -cd 0-9 <results/exitcode.txt)
    # A shell keeps eight bits of it.
    [ "${code:-256}" -le 255 ] || code=1
    exit "$code"
}

take_away() {
    status=$?
    trap '' HUP INT TERM # a second Ctrl-C would leave half a lab
    pulumi destroy --yes --skip-preview --remove || [ $status -ne 0 ] || status=1
    exit "$status"
}

main
