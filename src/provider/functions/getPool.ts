import { objectNotFound } from "../../errors";
import { isOperationInvalid, type Libvirt, type StoragePool } from "../../libvirt";
import { GetPool } from "../../schema/functions";
import { parse } from "../../xml/tree/parse";
import { textAt } from "../../xml/tree/query";
import { ignoreNotFound } from "../../libvirt/ignoreNotFound";
import type { FunctionHandler } from "./function";

/** virStoragePoolState: from this value on, the pool is started. */
const RUNNING = 2;

export const getPool: FunctionHandler<typeof GetPool> = {
    schema: GetPool,
    async call({ name }, libvirt) {
        const pool = await requirePool(libvirt, name, "Set name to");
        const [xml, info, autostart, volumes] = await Promise.all([
            libvirt.call("storagePoolGetXMLDesc", { pool }),
            libvirt.call("storagePoolGetInfo", { pool }),
            libvirt.call("storagePoolGetAutostart", { pool }),
            volumeNames(libvirt, pool),
        ]);
        const active = info.state >= RUNNING;
        return {
            name,
            uuid: pool.uuid,
            path: textAt(parse(xml), "target", "path"),
            active,
            autostart,
            ...(active ? sizesOf(info) : {}),
            volumes,
        };
    },
};

/** The pool of a name; throws with the existing pools if there is none. `choice` begins the remedy: "Set name to". */
export async function requirePool(
    libvirt: Libvirt,
    name: string,
    choice: string,
): Promise<StoragePool> {
    const pool = await ignoreNotFound(libvirt.call("storagePoolLookupByName", { name }));
    if (pool !== undefined) return pool;
    const pools = await libvirt.call("connectListAllStoragePools", {});
    throw objectNotFound({ kind: "Pool", name, choice, names: pools.map((one) => one.name) });
}

/** Sorted; empty while the pool is inactive. */
export async function volumeNames(libvirt: Libvirt, pool: StoragePool): Promise<string[]> {
    try {
        const volumes = await libvirt.call("storagePoolListAllVolumes", { pool });
        return volumes.map(({ name }) => name).sort();
    } catch (error) {
        if (isOperationInvalid(error)) return [];
        throw error;
    }
}

type Sizes = Record<"capacityBytes" | "allocationBytes" | "availableBytes", bigint>;

const sizesOf = ({ capacityBytes, allocationBytes, availableBytes }: Sizes) => ({
    capacityBytes: Number(capacityBytes),
    allocationBytes: Number(allocationBytes),
    availableBytes: Number(availableBytes),
});
