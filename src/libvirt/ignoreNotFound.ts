import { isNotFound } from "./errors";

/** The result of a look-up; undefined if libvirt says that the object does not exist. Other errors are thrown. */
export async function ignoreNotFound<T>(lookup: Promise<T>): Promise<T | undefined> {
    try {
        return await lookup;
    } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
    }
}
