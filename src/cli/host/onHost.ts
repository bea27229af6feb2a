import { Libvirt } from "../../libvirt";

/** Runs work over a new connection, which closes when the work is done or the signal aborts. */
export async function onHost<T>(
    uri: string,
    work: (libvirt: Libvirt) => Promise<T>,
    signal?: AbortSignal,
): Promise<T> {
    const libvirt = await Libvirt.open(uri, { signal });
    const close = () => libvirt.close();
    signal?.addEventListener("abort", close);
    try {
        return await work(libvirt);
    } finally {
        signal?.removeEventListener("abort", close);
        close();
    }
}
