import { setTimeout as sleep } from "node:timers/promises";
import { isOperationInvalid, type Libvirt, type Nwfilter } from "../../libvirt";
import { NwfilterDefine } from "../../libvirt/flags";
import { NetworkFilter } from "../../schema/networkFilter";
import { print } from "../../xml/element";
import { networkFilterXml } from "../../xml/networkFilter";
import { birthOfNamed } from "../birth";
import { nameTaken, UserError } from "../errors";
import { found } from "../found";
import type { CreateContext, ResourceHandler } from "../resource";

export const networkFilter: ResourceHandler<NetworkFilter> = {
    schema: NetworkFilter,
    createBeforeDelete: false,
    birth: (inputs, context) => Promise.resolve(birthOfNamed(inputs, context)),
    create,
    async read(id, state, libvirt) {
        const ref = await findFilter(libvirt, id);
        return ref && { ...state, name: ref.name, uuid: ref.uuid };
    },
    async delete(id, _state, { libvirt }) {
        const ref = await findFilter(libvirt, id);
        if (ref !== undefined) await undefineWhenUnused(ref, libvirt);
    },
};

const findFilter = (libvirt: Libvirt, uuid: string) =>
    found(libvirt.call("nwfilterLookupByUUID", { uuid }));

/** Defining what has this UUID already brings it to these rules, on running guests too. */
async function create(inputs: NetworkFilter, { libvirt, undo }: CreateContext) {
    const { name = "", uuid = "" } = inputs;
    const mine = await findFilter(libvirt, uuid);
    if (mine === undefined) {
        const other = await found(libvirt.call("nwfilterLookupByName", { name }));
        if (other !== undefined) throw nameTaken("NetworkFilter", name, `UUID ${other.uuid}`);
    }
    const filter = await libvirt.call("nwfilterDefineXMLFlags", {
        xml: print(networkFilterXml(inputs)),
        flags: NwfilterDefine.VALIDATE,
    });
    if (mine === undefined) undo(() => libvirt.call("nwfilterUndefine", { filter }));
    return { id: uuid, outputs: { ...inputs } };
}

/** A filter and a guest that has it, when both are to be replaced, are deleted by the engine side by side. */
async function undefineWhenUnused(filter: Nwfilter, libvirt: Libvirt): Promise<void> {
    for (const end = Date.now() + USE_LIMIT_MILLISECONDS; ; await sleep(POLL_MILLISECONDS))
        try {
            await found(libvirt.call("nwfilterUndefine", { filter }));
            return;
        } catch (error) {
            if (!isOperationInvalid(error)) throw error;
            if (Date.now() > end) throw stillUsed(filter, error);
        }
}

const USE_LIMIT_MILLISECONDS = 30_000;
const POLL_MILLISECONDS = 200;

const stillUsed = ({ name }: Nwfilter, cause: unknown) =>
    new UserError(
        `NetworkFilter "${name}" is used by a running domain.`,
        "Stop that domain or give it another filter, then run again.",
        { cause },
    );
