#!/usr/bin/env bash
# Builds libvirt's modular daemons, which Debian does not package, from Debian's source of the libvirt in a root:
# modular.sh ROOT TARGET DAEMON... The root stays as it is; TARGET gets usr/sbin. Run with mounts of its own.
set -euo pipefail
root=$1
target=$2
shift 2

layers=$target/layers
mkdir "$layers" "$layers"/{upper,work,system}
mount --types overlay overlay "$layers/system" \
    --options "lowerdir=$root,upperdir=$layers/upper,workdir=$layers/work"
mount --types proc proc "$layers/system/proc"
mount --rbind /dev "$layers/system/dev"

chroot "$layers/system" bash -euo pipefail -s -- "$@" << 'BUILD'
export DEBIAN_FRONTEND=noninteractive
sed 's/^deb /deb-src /' /etc/apt/sources.list > /etc/apt/sources.list.d/sources.list
# An old snapshot of a mirror is good enough for a test.
apt-get --option Acquire::Check-Valid-Until=false update
apt-get build-dep --yes --no-install-recommends --build-profiles nocheck,nodoc libvirt
mkdir /build
cd /build
apt-get source --download-only --tar-only libvirt
tar --extract --strip-components 1 --file libvirt_*.orig.tar.xz
meson setup made --prefix /usr --libdir "lib/$(gcc -print-multiarch)" --sysconfdir /etc --localstatedir /var \
    -Drunstatedir=/run -Dsystem=false -Ddocs=disabled -Dtests=disabled
ninja -C made "${@/#/src/}"
BUILD

mkdir --parents "$target/usr/sbin"
for daemon in "$@"; do cp "$layers/system/build/made/src/$daemon" "$target/usr/sbin"; done
# An overlayfs whiteout, which hides the libvirtd below it.
mknod "$target/usr/sbin/libvirtd" c 0 0
umount --recursive "$layers/system"
rm --recursive "$layers"
