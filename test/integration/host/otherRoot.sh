# Switches to the root of another distribution, together with the tests' own files; sourced by inside.sh. Leaves that root
# unchanged. XPLAB_TEST_ROOT: its folder, or several folders for an overlay, separated by colons.
# XPLAB_TEST_KEPT: folders to share with it, separated by colons.
other=$host/system
mkdir "$other" "$host/layers"
mount --types tmpfs tmpfs "$host/layers"
mkdir "$host"/layers/{upper,work}
mount --types overlay overlay "$other" \
    --options "lowerdir=$XPLAB_TEST_ROOT,upperdir=$host/layers/upper,workdir=$host/layers/work"

mount --types proc proc "$other/proc"
mount --rbind /sys "$other/sys"
mount --rbind /dev "$other/dev"
IFS=: read -r -a kept <<< "$XPLAB_TEST_KEPT"
for folder in "${kept[@]}"; do
    mkdir --parents "$other$folder"
    mount --rbind "$folder" "$other$folder"
done
mkdir --parents "$other$host"
mount --bind "$host" "$other$host"
mount --bind "$host/outside" "$other$host/outside"
# Files for resolving and trusting a package registry.
for file in /etc/resolv.conf /etc/hosts /etc/ssl/certs/ca-certificates.crt; do
    if [[ -e $file ]]; then cp --dereference "$file" "$other$file"; fi
done

folder=$PWD
cd "$other"
pivot_root . .
umount --lazy .
cd "$folder"
hash -r

# QEMU's user opens the device as a member of the kvm group, which needs the device's group id.
if [[ -e /dev/kvm ]]; then groupmod --non-unique --gid "$(stat --format %g /dev/kvm)" kvm; fi
if [[ -n ${XPLAB_TEST_FIREWALL:-} ]]; then
    echo "firewall_backend = \"$XPLAB_TEST_FIREWALL\"" >> /etc/libvirt/network.conf
    # With nftables libvirt makes tc add checksums to DHCP answers. A kernel without act_csum cannot, and then no
    # network starts; only an old DHCP client behind a virtio card needs them.
    mv /usr/sbin/tc /usr/sbin/tc-itself
    printf '#!/bin/sh\ntc-itself "$@" && exit\ncase "$*" in *" csum "*) exit 0;; esac\nexit 1\n' > /usr/sbin/tc
    chmod +x /usr/sbin/tc
fi
