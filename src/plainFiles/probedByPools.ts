import { dirname, normalize } from "node:path";
import type { Libvirt } from "../libvirt";
import { ListPools } from "../libvirt/flags";
import { found } from "../libvirt/found";
import { parse } from "../xml/parse";
import { textAt } from "../xml/query";

/** Which of some files lie in the folder of a pool, by the pool's name: libvirt takes their first bytes for a header. */
export async function probedByPools(
    libvirt: Pick<Libvirt, "call">,
    files: readonly string[],
): Promise<Map<string, string>> {
    if (files.length === 0) return new Map();
    const folderOf = (file: string) => dirname(normalize(file));
    const idle = await idlePools(libvirt);
    const pools = await Promise.all(
        [...new Set(files.map(folderOf))].map(async (path) => {
            const pool = await found(libvirt.call("storagePoolLookupByTargetPath", { path }));
            return [path, pool?.name ?? idle.get(path)] as const;
        }),
    );
    const names = new Map(pools);
    return new Map(
        files.flatMap((file) => {
            const pool = names.get(folderOf(file));
            return pool === undefined ? [] : [[file, pool] as const];
        }),
    );
}

/** Pools that are off, by folder: they look when they are started, and libvirt finds only those that are on. */
async function idlePools(libvirt: Pick<Libvirt, "call">): Promise<Map<string, string>> {
    const flags = ListPools.INACTIVE;
    const pools = await libvirt.call("connectListAllStoragePools", { flags });
    const paths = pools.map(async (pool) => {
        const xml = await found(libvirt.call("storagePoolGetXMLDesc", { pool }));
        const path = xml === undefined ? undefined : textAt(parse(xml), "target", "path");
        return path === undefined ? [] : [[normalize(path), pool.name] as const];
    });
    return new Map((await Promise.all(paths)).flat());
}
