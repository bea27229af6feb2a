# Goes over to the root of another distribution, with what the tests bring along; sourced by inside.sh. The root itself
# stays as it is. XPLAB_TEST_ROOT: its folder, or several to lay over one another, with colons between them.
# XPLAB_TEST_KEPT: folders that are the same there, with colons between them.
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
# As a package registry is found and trusted from here.
for file in /etc/resolv.conf /etc/hosts /etc/ssl/certs/ca-certificates.crt; do
    if [[ -e $file ]]; then cp --dereference "$file" "$other$file"; fi
done

folder=$PWD
cd "$other"
pivot_root . .
umount --lazy .
cd "$folder"
hash -r

# QEMU's user opens the device as a member of the group, whatever number that has here.
if [[ -e /dev/kvm ]]; then groupmod --non-unique --gid "$(stat --format %g /dev/kvm)" kvm; fi
if [[ -n ${XPLAB_TEST_FIREWALL:-} ]]; then
    echo "firewall_backend = \"$XPLAB_TEST_FIREWALL\"" >> /etc/libvirt/network.conf
    # With nftables libvirt has tc put checksums into answers to DHCP. A kernel without act_csum cannot, and then no
    # network starts; nobody but an old DHCP client behind a virtio card needs them.
    mv /usr/sbin/tc /usr/sbin/tc-itself
    printf '#!/bin/sh\ntc-itself "$@" && exit\ncase "$*" in *" csum "*) exit 0;; esac\nexit 1\n' > /usr/sbin/tc
    chmod +x /usr/sbin/tc
fi
