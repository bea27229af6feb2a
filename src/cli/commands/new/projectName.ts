import { projectNameReserved, projectNameInvalid } from "../../../errors";

/** Fits Pulumi, npm, and the names that a lab gives on the host. */
const NAME = /^[a-z][a-z0-9-]{0,29}$/;

/**
 * Packages that a lab uses, or may come to use beside it. A project of such a name hands all its configuration to the
 * provider, secrets decrypted.
 */
const PACKAGES: readonly string[] = [
    ...[
        "libvirt",
        "xplab",
        "pulumi",
        "random",
        "command",
        "local",
        "tls",
        "docker",
        "docker-build",
    ],
    ...[
        "kubernetes",
        "aws",
        "azure",
        "azure-native",
        "gcp",
        "digitalocean",
        "hcloud",
        "cloudflare",
    ],
    ...["github", "gitlab", "vault", "proxmox", "proxmoxve", "vsphere", "openstack"],
];

/** Refuses what a project cannot, or should not, be called. */
export function checkProjectName(name: string): void {
    if (!NAME.test(name)) throw projectNameInvalid({ name });
    if (PACKAGES.includes(name)) throw projectNameReserved({ name });
}
