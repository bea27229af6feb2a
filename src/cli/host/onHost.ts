import { Libvirt } from "../../libvirt";

/** Does one piece of work over a connection of its own, which ends early when the signal says so. */
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
