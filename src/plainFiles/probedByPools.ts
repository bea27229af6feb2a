import { realpath } from "node:fs/promises";
import { basename, dirname, join, normalize } from "node:path";
import type { Libvirt, StoragePool } from "../libvirt";
import { ignoreNotFound } from "../libvirt/ignoreNotFound";
import { Survey } from "../libvirt/survey";
import { parse } from "../xml/tree/parse";
import { textAt } from "../xml/tree/query";

type Host = Pick<Libvirt, "call">;

/**
 * The files that are in the folder of a pool, active or not, each with the pool's name: libvirt reads their first bytes as an
 * image header. A path that ends with a slash is a folder, and includes everything below it.
 */
export async function probedByPools(
    libvirt: Host,
    files: readonly string[],
): Promise<Map<string, string>> {
    if (files.length === 0) return new Map();
    const pools = (await poolsOf(libvirt).all()).flat();
    const found = files.map(async (file) => {
        const isIn = await folderTest(file);
        const pool = pools.find(({ folder }) => isIn(folder));
        return pool === undefined ? [] : [[file, pool.name] as const];
    });
    return new Map((await Promise.all(found)).flat());
}

/** Whether a file is in the folder of a file pool, active or not, or in a log folder inside it. */
export async function isInPool(libvirt: Host, file: string): Promise<boolean> {
    const [real, pools] = await Promise.all([realPath(file), poolsOf(libvirt).all()]);
    const folder = dirname(real);
    const folders = isLogFolder(folder) ? [folder, dirname(folder)] : [folder];
    return pools.flat().some((pool) => pool.hasFiles && folders.includes(pool.folder));
}

/** Whether a folder has the name of one that is only for logs, as labs name those of their machines. */
export const isLogFolder = (folder: string): boolean => /^(.*-)?logs$/.test(basename(folder));

/** Types of pools whose volumes are files in a folder (https://libvirt.org/storage.html). */
const OF_FILES = ["dir", "fs", "netfs"];

/** The files that libvirt would probe once a folder is a pool. */
export async function probedIn(folder: string, files: readonly string[]): Promise<string[]> {
    const real = await realPath(folder);
    const found = files.map(async (file) => ((await folderTest(file))(real) ? [file] : []));
    return (await Promise.all(found)).flat();
}

/** A test whether a folder directly contains a file, or is at or below one that ends with a slash. */
async function folderTest(file: string): Promise<(folder: string) => boolean> {
    const real = await realPath(file);
    return file.endsWith("/")
        ? (folder) => `${folder}/`.startsWith(`${real}/`)
        : (folder) => dirname(real) === folder;
}

/** Resolves links in the part of a path that exists. */
async function realPath(path: string): Promise<string> {
    const normal = normalize(path).replace(/(?<=.)\/$/, "");
    try {
        return await realpath(normal);
    } catch {
        const above = dirname(normal);
        return above === normal ? normal : join(await realPath(above), basename(normal));
    }
}

interface Pool {
    readonly name: string;
    readonly folder: string;
    /** Whether its volumes are files and not devices. */
    readonly hasFiles: boolean;
}

const surveys = new WeakMap<Host, Survey<StoragePool, Pool[]>>();

function poolsOf(libvirt: Host): Survey<StoragePool, Pool[]> {
    const survey =
        surveys.get(libvirt) ??
        new Survey<StoragePool, Pool[]>({
            list: () => libvirt.call("connectListAllStoragePools", {}),
            keyOf: ({ uuid }) => uuid,
            describe: async (pool) => {
                const xml = await ignoreNotFound(libvirt.call("storagePoolGetXMLDesc", { pool }));
                const definition = xml === undefined ? undefined : parse(xml);
                const path = definition && textAt(definition, "target", "path");
                const hasFiles = OF_FILES.includes(definition?.attributes["type"] ?? "");
                return path === undefined
                    ? []
                    : [{ name: pool.name, folder: await realPath(path), hasFiles }];
            },
        });
    surveys.set(libvirt, survey);
    return survey;
}
