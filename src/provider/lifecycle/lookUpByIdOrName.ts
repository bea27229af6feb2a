import { ignoreNotFound } from "../../libvirt/ignoreNotFound";
import { Uuid } from "../../schema/core/leaves";

/** Finds an object by its UUID, which is its id in the state, or by its name, which an import may use instead. */
export const lookUpByIdOrName = <T>(
    id: string,
    byUuid: (uuid: string) => Promise<T>,
    byName: (name: string) => Promise<T>,
): Promise<T | undefined> => ignoreNotFound(Uuid.safeParse(id).success ? byUuid(id) : byName(id));
