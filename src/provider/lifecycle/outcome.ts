import { LibvirtError } from "../../libvirt";

/**
 * Waits for a call that makes something, and has its undoing registered unless libvirt itself refused: without an answer,
 * the connection lost say, it may have been done all the same. The undoing must look for what it undoes.
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
