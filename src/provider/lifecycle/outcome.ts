import { LibvirtError } from "../../libvirt";

/**
 * Awaits a call that creates something and registers its undo step, unless libvirt refused the call. Without an answer, as
 * after a lost connection, the object may exist, so the undo step must look for it.
 */
export async function undoable<T>(call: Promise<T>, register: () => void): Promise<T> {
    try {
        const made = await call;
        register();
        return made;
    } catch (error) {
        if (!(error instanceof LibvirtError)) register();
        throw error;
    }
}
