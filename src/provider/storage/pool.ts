import { objectGone, nameTaken, poolInUse, poolProbes } from "../../errors";
import type { Libvirt, StoragePool } from "../../libvirt";
import { StoragePoolXml } from "../../libvirt/flags";
import { refreshPool } from "../../libvirt/refreshPool";
import { probedIn } from "../../plainFiles";
import { Pool } from "../../schema/pool";
import { print } from "../../xml/tree/element";
import { parse } from "../../xml/tree/parse";
import { poolXml } from "../../xml/storage/pool";
import { readPool } from "../../xml/storage/poolReading";
import { namedDefaults } from "../lifecycle/creationDefaults";
import { ignoreNotFound } from "../../libvirt/ignoreNotFound";
import { lookUpByIdOrName } from "../lifecycle/lookUpByIdOrName";
import { domainFiles } from "./hostFiles";
import { undoable } from "../lifecycle/outcome";
import { refuseClosedFolder } from "./poolReach";
import type {
    CallContext,
    CreateContext,
    Observed,
    ResourceHandler,
    UpdateContext,
} from "../lifecycle/resource";
import { waitingIn } from "../lifecycle/waiting";

export const pool: ResourceHandler<Pool> = {
    schema: Pool,
    createBeforeDelete: false,
    creationDefaults: (inputs, context) => Promise.resolve(namedDefaults(inputs, context)),
    create,
    read,
    update,
    preview: { texts: { live: "while it runs", power: "starts or stops the pool" } },
    delete: remove,
};

const findPool = (libvirt: Libvirt, uuid: string) =>
    ignoreNotFound(libvirt.call("storagePoolLookupByUUID", { uuid }));

async function create(inputs: Pool, context: CreateContext) {
    const { libvirt, signal, undo } = context;
    const { name = "", uuid = "", active, autostart } = inputs;
    const ref = (await findPool(libvirt, uuid)) ?? (await define());
    await setActive(ref, active, context, undo);
    await libvirt.call("storagePoolSetAutostart", { pool: ref, autostart });
    return { id: uuid, outputs: { ...inputs } };

    async function define() {
        const other = await ignoreNotFound(libvirt.call("storagePoolLookupByName", { name }));
        if (other !== undefined) {
            throw nameTaken({ kind: "Pool", name, which: `UUID ${other.uuid}` });
        }
        await refuseClosedFolder(libvirt, inputs.path);
        await refuseWritten(libvirt, name, inputs.path);
        const made = await undoable(
            libvirt.call("storagePoolDefineXML", { xml: print(poolXml(inputs)) }),
            () => undo(() => undefineIfThere(libvirt, uuid)),
        );
        signal.throwIfAborted();
        return made;
    }
}

/** Refuses a folder with files that a machine of ours writes, because libvirt would probe them. */
async function refuseWritten(libvirt: Libvirt, name: string, folder: string): Promise<void> {
    for (const { domain, written, isOurs } of await domainFiles(libvirt)) {
        const files = isOurs ? await probedIn(folder, written) : [];
        if (files.length > 0) throw poolProbes({ name, folder, machine: domain.name, files });
    }
}

async function undefineIfThere(libvirt: Libvirt, uuid: string): Promise<void> {
    const pool = await findPool(libvirt, uuid);
    if (pool !== undefined) await ignoreNotFound(libvirt.call("storagePoolUndefine", { pool }));
}

async function stopIfActive(libvirt: Libvirt, pool: StoragePool): Promise<void> {
    if (await libvirt.call("storagePoolIsActive", { pool })) {
        await libvirt.call("storagePoolDestroy", { pool });
    }
}

async function setActive(
    ref: StoragePool,
    active: boolean,
    { libvirt, signal }: CallContext,
    undo: CreateContext["undo"],
): Promise<void> {
    if ((await libvirt.call("storagePoolIsActive", { pool: ref })) === active) return;
    if (!active) return libvirt.call("storagePoolDestroy", { pool: ref });
    await undoable(libvirt.call("storagePoolBuild", { pool: ref }), () =>
        undo(() => libvirt.call("storagePoolDelete", { pool: ref })),
    );
    signal.throwIfAborted();
    await undoable(libvirt.call("storagePoolCreate", { pool: ref }), () =>
        undo(() => stopIfActive(libvirt, ref)),
    );
    signal.throwIfAborted();
}

async function read(id: string, _state: unknown, libvirt: Libvirt): Promise<Observed | undefined> {
    const pool = await lookUpByIdOrName(
        id,
        (uuid) => libvirt.call("storagePoolLookupByUUID", { uuid }),
        (name) => libvirt.call("storagePoolLookupByName", { name }),
    );
    if (pool === undefined) return undefined;
    const [xml, autostart, active] = await Promise.all([
        libvirt.call("storagePoolGetXMLDesc", { pool, flags: StoragePoolXml.INACTIVE }),
        libvirt.call("storagePoolGetAutostart", { pool }),
        libvirt.call("storagePoolIsActive", { pool }),
    ]);
    return { id: pool.uuid, inputs: { ...readPool(parse(xml)), autostart, active }, outputs: {} };
}

/** Only `autostart` and `active` can change. */
async function update(id: string, _olds: Pool, news: Pool, context: UpdateContext) {
    const { libvirt, changes } = context;
    const ref = await findPool(libvirt, id);
    if (ref === undefined) throw objectGone({ kind: "Pool", name: news.name });
    const isDue = (field: keyof Pool) =>
        changes.length === 0 || changes.some(({ keys }) => keys[0] === field);
    if (isDue("autostart")) {
        await libvirt.call("storagePoolSetAutostart", { pool: ref, autostart: news.autostart });
    }
    if (isDue("active")) await setActive(ref, news.active, context, () => undefined);
    return {};
}

async function remove(id: string, _state: unknown, context: CallContext): Promise<void> {
    const { libvirt } = context;
    const ref = await findPool(libvirt, id);
    if (ref === undefined) return;
    if (await libvirt.call("storagePoolIsActive", { pool: ref })) {
        await refuseWhenUsed(ref, context);
        await libvirt.call("storagePoolDestroy", { pool: ref });
    }
    await removeFolder(ref, context);
    await libvirt.call("storagePoolUndefine", { pool: ref });
}

/** Refreshes first, to see files that libvirt does not know. */
async function refuseWhenUsed(ref: StoragePool, context: CallContext): Promise<void> {
    const { libvirt } = context;
    await refreshPool(libvirt, ref, waitingIn(context));
    const volumes = await libvirt.call("storagePoolListAllVolumes", { pool: ref });
    if (volumes.length === 0) return;
    throw poolInUse({ name: ref.name, volumes: volumes.map(({ name }) => name) });
}

/** libvirt uses rmdir, so a folder that is not empty stays. */
async function removeFolder(ref: StoragePool, { libvirt, log }: CallContext): Promise<void> {
    try {
        await libvirt.call("storagePoolDelete", { pool: ref });
    } catch (error) {
        log("warning", `The folder of pool "${ref.name}" stays: ${String(error)}`);
    }
}
