import { isNotFound } from "./errors";

/** What a look-up finds, or undefined when libvirt says that it is not there; any other failure stays one. */
export async function ignoreNotFound<T>(lookup: Promise<T>): Promise<T | undefined> {
    try {
        return await lookup;
    } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
    }
}
