import { ignoreNotFound } from "../../libvirt/ignoreNotFound";
import { Uuid } from "../../schema/core/leaves";

/** An object by its id in the state, which is its UUID, or by its name, which an import may give instead. */
export const lookUpByIdOrName = <T>(
    id: string,
    byUuid: (uuid: string) => Promise<T>,
    byName: (name: string) => Promise<T>,
): Promise<T | undefined> => ignoreNotFound(Uuid.safeParse(id).success ? byUuid(id) : byName(id));
