#!/bin/sh
# Stands a lab up, lets it do its job, fetches what came of it, takes the lab away: run.sh IMAGE
# Ends with the exit code of the job, or with the one of the step that failed.
set -eu
image=$(realpath -- "${1:?usage: run.sh IMAGE}")
cd "$(dirname "$0")"
export PULUMI_STACK="${PULUMI_STACK:-ci}" PATH="$PWD/node_modules/.bin:$PATH"
job_seconds=${JOB_SECONDS:-900}

main() {
    trap 'take_away' EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM

    pulumi stack select --create "$PULUMI_STACK"
    pulumi config set image "$image"
    pulumi destroy --yes --skip-preview # what a run that was killed has left
    rm -rf results
    pulumi up --yes --skip-preview
    xplab results "$PULUMI_STACK/builder" results --wait "$job_seconds"
    cat results/log.txt
    code=$(tr -cd 0-9 <results/exitcode.txt)
    exit "$code"
}

take_away() {
    status=$?
    trap '' HUP INT TERM # a second Ctrl-C would leave half a lab
    pulumi destroy --yes --skip-preview --remove || [ $status -ne 0 ] || status=1
    exit "$status"
}

main
