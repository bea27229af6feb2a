import type { Libvirt, StoragePool } from "../../libvirt";
import { Pool } from "../../schema/pool";
import { print } from "../../xml/element";
import { poolXml } from "../../xml/pool";
import { birthOfNamed } from "../birth";
import { nameTaken, UserError } from "../errors";
import { found } from "../found";
import type { CallContext, CreateContext, ResourceHandler } from "../resource";

export const pool: ResourceHandler<Pool> = {
    schema: Pool,
    createBeforeDelete: false,
    birth: (inputs, context) => Promise.resolve(birthOfNamed(inputs, context)),
    create,
    async read(id, state, libvirt) {
        const ref = await findPool(libvirt, id);
        return ref && { ...state, name: ref.name, uuid: ref.uuid };
    },
    delete: remove,
};

const findPool = (libvirt: Libvirt, uuid: string) =>
    found(libvirt.call("storagePoolLookupByUUID", { uuid }));

async function create(inputs: Pool, { libvirt, signal, undo }: CreateContext) {
    const { name = "", uuid = "" } = inputs;
    const ref = (await findPool(libvirt, uuid)) ?? (await define());
    if (!(await libvirt.call("storagePoolIsActive", { pool: ref }))) {
        await libvirt.call("storagePoolBuild", { pool: ref });
        undo(async () => {
            await libvirt.call("storagePoolDelete", { pool: ref });
        });
        signal.throwIfAborted();
        await libvirt.call("storagePoolCreate", { pool: ref });
        undo(() => libvirt.call("storagePoolDestroy", { pool: ref }));
        signal.throwIfAborted();
    }
    await libvirt.call("storagePoolSetAutostart", { pool: ref, autostart: true });
    return { id: uuid, outputs: { ...inputs } };

    async function define() {
        const other = await found(libvirt.call("storagePoolLookupByName", { name }));
        if (other !== undefined) throw nameTaken("Pool", name, `UUID ${other.uuid}`);
        const made = await libvirt.call("storagePoolDefineXML", { xml: print(poolXml(inputs)) });
        undo(() => libvirt.call("storagePoolUndefine", { pool: made }));
        signal.throwIfAborted();
        return made;
    }
}

async function remove(id: string, _state: unknown, context: CallContext): Promise<void> {
    const { libvirt } = context;
    const ref = await findPool(libvirt, id);
    if (ref === undefined) return;
    if (await libvirt.call("storagePoolIsActive", { pool: ref })) {
        await refuseWhenUsed(libvirt, ref);
        await libvirt.call("storagePoolDestroy", { pool: ref });
    }
    await removeFolder(ref, context);
    await libvirt.call("storagePoolUndefine", { pool: ref });
}

/** A refresh first: files that came behind libvirt's back are somebody's too. */
async function refuseWhenUsed(libvirt: Libvirt, ref: StoragePool): Promise<void> {
    await libvirt.call("storagePoolRefresh", { pool: ref });
    const volumes = await libvirt.call("storagePoolListAllVolumes", { pool: ref });
    if (volumes.length === 0) return;
    const names = volumes.map(({ name }) => `"${name}"`).join(", ");
    throw new UserError(
        `Pool "${ref.name}" still holds ${names}.`,
        "Delete or move what is in it, then delete the pool.",
    );
}

/** libvirt removes the folder with rmdir: one that holds anything stays. */
async function removeFolder(ref: StoragePool, { libvirt, log }: CallContext): Promise<void> {
    try {
        await libvirt.call("storagePoolDelete", { pool: ref });
    } catch (error) {
        log("warning", `The folder of pool "${ref.name}" stays: ${String(error)}`);
    }
}
