#!/usr/bin/env bash
# The first process of a test host's namespaces: inside.sh FOLDER NODE_ARGUMENT...
set -euo pipefail
host=$1
shift

if [[ -n ${XPLAB_TEST_ROOT:-} ]]; then source "$(dirname "${BASH_SOURCE[0]}")/otherRoot.sh"; fi

hostname "test-host-$JEST_WORKER_ID"
ip link set lo up
# A network card: SPICE refuses to listen on a host that has loopback addresses only.
ip link add card type veth peer name wall
ip address add 203.0.113.1/24 dev card
ip link set card up
ip link set wall up

mkdir "$host"/{cgroup,etc,cache,lib}
mount --rbind /sys/fs/cgroup "$host/cgroup"
mount --types sysfs sysfs /sys
mount --rbind "$host/cgroup" /sys/fs/cgroup

cp --archive /etc/libvirt/. "$host/etc"
rm --recursive --force "$host"/etc/{qemu,storage,secrets}
mount --bind "$host/etc" /etc/libvirt
cp --archive /var/cache/libvirt/. "$host/cache"
mount --bind "$host/cache" /var/cache/libvirt
mkdir "$host"/lib/{dnsmasq,images}
mount --bind "$host/lib" /var/lib/libvirt
mount --types tmpfs tmpfs /var/log/libvirt
mount --types tmpfs tmpfs /tmp
mount --types tmpfs tmpfs /run
mkdir /run/lock /run/bin
# Its own instance: otherwise another host could reuse a pty as soon as a test closes it.
mount --types devpts --options newinstance,gid=5,mode=620,ptmxmode=666 devpts /dev/pts
mount --bind /dev/pts/ptmx /dev/ptmx
# QEMU's cards have iPXE ROMs, which take seconds to start without KVM. Tests use only the virtio card's, as a guest.
truncate --size 512 "$host/no.rom"
for rom in /usr/lib/ipxe/qemu/*.rom; do
    case $rom in *'*'* | *virtio*) continue ;; esac
    mount --bind "$host/no.rom" "$rom"
done
# Only package managers use the outer network, for their registries.
for tool in npm apt-get; do
    printf '#!/bin/sh\nexec nsenter --net="%s" "%s" "$@"\n' "$host/outside" "$(command -v "$tool")" > "/run/bin/$tool"
    chmod +x "/run/bin/$tool"
done
export PATH=/run/bin:$PATH

for daemon in ${XPLAB_TEST_DAEMONS:-virtlogd libvirtd}; do "$daemon" --daemon 3>&-; done

# The network namespace makes this port the host's own.
export XPLAB_TEST_PROVIDERS=9
serve_providers() { while :; do env --unset NODE_CHANNEL_FD node "$1/providers.cjs" "$XPLAB_TEST_PROVIDERS"; done; }
(serve_providers "$(dirname "${BASH_SOURCE[0]}")" 3>&- &)

export XPLAB_TEST_PREFIX="$XPLAB_TEST_PREFIX$JEST_WORKER_ID-"
exec node "$@"
