#!/bin/sh
# Creates a lab, runs its job, fetches the results and destroys the lab: run.sh IMAGE
# Exits with the job's code, or with that of the step that failed.
set -eu
image=$(realpath -- "${1:?usage: run.sh IMAGE}")
cd "$(dirname "$0")"
export PULUMI_STACK="${PULUMI_STACK:-ci}" PATH="$PWD/node_modules/.bin:$PWD/../../bin:$PATH"
command -v xplab >/dev/null || { echo "xplab is not on the PATH" >&2 && exit 127; }
job_seconds=${JOB_SECONDS:-900}

main() {
    trap 'clean_up' EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM

    pulumi stack select --create "$PULUMI_STACK"
    pulumi config set image "$image"
    # Removes what a killed run left: its lock, as there is one lab at a time, and its lab.
    pulumi cancel --yes >/dev/null 2>&1 || true
    pulumi destroy --yes --skip-preview
    rm -rf results
    pulumi up --yes --skip-preview
    xplab results "$PULUMI_STACK/builder" results --wait "$job_seconds"
    # The guest wrote the log: escape it for the terminal, and for GitHub, whose commands begin with ::.
    tr -cd '\11\12\40-\176' <results/log.txt | sed 's/^::/ ::/'
    code=$(tr -cd 0-9 <results/exitcode.txt)
    # A shell keeps only eight bits.
    [ "${code:-256}" -le 255 ] || code=1
    exit "$code"
}

clean_up() {
    status=$?
    trap '' HUP INT TERM # a second Ctrl-C would leave half a lab
    pulumi destroy --yes --skip-preview --remove || [ $status -ne 0 ] || status=1
    exit "$status"
}

main
