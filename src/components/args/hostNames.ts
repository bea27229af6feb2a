import * as libvirt from "@pulumi/libvirt";
import * as pulumi from "@pulumi/pulumi";

/** Where Debian's and Fedora's confinement lets QEMU open images. */
const IMAGES = "/var/lib/libvirt/images";

/** A name on the host: with the stack in it two stacks of one project can share the host. */
export const hostName = (name: string, part?: string): string =>
    [name, pulumi.getStack(), part].filter((piece) => piece !== undefined).join("-");

/** Of one name there is one on a host: the old one has to go before its replacement. */
export const NAMED = { deleteBeforeReplace: true } as const;

/** A pool of a component's own, in libvirt's image folder. */
export function ownPool(name: string, opts: pulumi.CustomResourceOptions): libvirt.Pool {
    const onHost = hostName(name);
    return new libvirt.Pool(
        `${name}-pool`,
        { name: onHost, path: `${IMAGES}/${onHost}` },
        { ...opts, ...NAMED },
    );
}
