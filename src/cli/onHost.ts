import { Libvirt } from "../libvirt";

/** Does one piece of work over a connection of its own. */
export async function onHost<T>(uri: string, work: (libvirt: Libvirt) => Promise<T>): Promise<T> {
    const libvirt = await Libvirt.open(uri);
    try {
        return await work(libvirt);
    } finally {
        libvirt.close();
    }
}
