import { isNotFound } from "../libvirt";
import { Uuid } from "../schema/leaves";

/** What a look-up finds, or undefined when libvirt says that it is not there; any other failure stays one. */
export async function found<T>(lookup: Promise<T>): Promise<T | undefined> {
    try {
        return await lookup;
    } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
    }
}

/** An object by its id in the state, which is its UUID, or by its name, which an import may give instead. */
export const foundByIdOrName = <T>(
    id: string,
    byUuid: (uuid: string) => Promise<T>,
    byName: (name: string) => Promise<T>,
): Promise<T | undefined> => found(Uuid.safeParse(id).success ? byUuid(id) : byName(id));
