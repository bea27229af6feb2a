import { projectNameReserved, projectNameInvalid } from "../../../errors";

/** Valid for Pulumi, npm, and the names that a lab uses on the host. */
const NAME = /^[a-z][a-z0-9-]{0,29}$/;

/**
 * Provider packages that a program may use. Pulumi passes all configuration of a project with such a name to the provider,
 * with secrets decrypted.
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

/** Throws an error for a name that a project cannot or should not have. */
export function checkProjectName(name: string): void {
    if (!NAME.test(name)) throw projectNameInvalid({ name });
    if (PACKAGES.includes(name)) throw projectNameReserved({ name });
}
