#!/usr/bin/env bash
# Runs Node in a host of its own: namespaces, daemons, and folders that libvirt takes for the system's.
# Needs XPLAB_TEST_HOSTS, a folder on a disk, and JEST_WORKER_ID, the number of the host.
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")
host=$XPLAB_TEST_HOSTS/$JEST_WORKER_ID
rm --recursive --force "$host"
mkdir --parents "$host"
touch "$host/outside"
# Keeps the outer network reachable for tools that need a package registry.
keep_outside='mount --bind /proc/self/ns/net "$0"; exec "$@"'
# When the runner is killed, so is unshare; then its child, the first process; then the kernel ends all others.
exec setpriv --pdeathsig KILL unshare --mount --propagation private \
    bash -c "$keep_outside" "$host/outside" \
    unshare --net --uts --ipc --pid --fork --kill-child --mount-proc \
    tini -s -- bash "$here/inside.sh" "$host" "$@"
