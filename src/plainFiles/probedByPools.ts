import { dirname } from "node:path";
import type { Libvirt } from "../libvirt";
import { found } from "../libvirt/found";

/** Which of some files lie in the folder of a pool, by the pool's name: libvirt takes their first bytes for a header. */
export async function probedByPools(
    libvirt: Pick<Libvirt, "call">,
    files: readonly string[],
): Promise<Map<string, string>> {
    const folders = [...new Set(files.map((file) => dirname(file)))];
    const pools = await Promise.all(
        folders.map(async (path) => {
            const pool = await found(libvirt.call("storagePoolLookupByTargetPath", { path }));
            return [path, pool?.name] as const;
        }),
    );
    const names = new Map(pools);
    return new Map(
        files.flatMap((file) => {
            const pool = names.get(dirname(file));
            return pool === undefined ? [] : [[file, pool] as const];
        }),
    );
}
