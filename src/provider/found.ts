import { found } from "../libvirt/found";
import { Uuid } from "../schema/leaves";

export { found };

/** An object by its id in the state, which is its UUID, or by its name, which an import may give instead. */
export const foundByIdOrName = <T>(
    id: string,
    byUuid: (uuid: string) => Promise<T>,
    byName: (name: string) => Promise<T>,
): Promise<T | undefined> => found(Uuid.safeParse(id).success ? byUuid(id) : byName(id));
