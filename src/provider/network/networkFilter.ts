import { filterInUse, nameTaken } from "../../errors";
import { isOperationInvalid, type Libvirt, type Nwfilter } from "../../libvirt";
import { NwfilterDefine } from "../../libvirt/flags";
import { pause } from "../../libvirt/rpc/deadline";
import { NetworkFilter } from "../../schema/network/networkFilter";
import { print } from "../../xml/tree/element";
import { spelledAs } from "../../xml/network/canonicalFilter";
import { networkFilterXml } from "../../xml/network/networkFilter";
import { readNetworkFilter } from "../../xml/network/networkFilterReading";
import { parse } from "../../xml/tree/parse";
import { all } from "../../xml/tree/query";
import { namedDefaults } from "../lifecycle/creationDefaults";
import { ignoreNotFound } from "../../libvirt/ignoreNotFound";
import { lookUpByIdOrName } from "../lifecycle/lookUpByIdOrName";
import { undoable } from "../lifecycle/outcome";
import type {
    CreateContext,
    Observed,
    ResourceHandler,
    UpdateContext,
} from "../lifecycle/resource";
import type { Properties } from "../lifecycle/wire";

export const networkFilter: ResourceHandler<NetworkFilter> = {
    schema: NetworkFilter,
    createBeforeDelete: false,
    creationDefaults: (inputs, context) => Promise.resolve(namedDefaults(inputs, context)),
    create,
    read,
    update,
    preview: { texts: { live: "on running guests too" } },
    async delete(id, _state, { libvirt, signal }) {
        const ref = await findFilter(libvirt, id);
        if (ref !== undefined) await undefineWhenUnused(ref, libvirt, signal);
    },
};

const findFilter = (libvirt: Libvirt, uuid: string) =>
    ignoreNotFound(libvirt.call("nwfilterLookupByUUID", { uuid }));

/** Defining a filter with an existing UUID replaces its rules, on running guests too. */
async function create(inputs: NetworkFilter, { libvirt, undo }: CreateContext) {
    const { name = "", uuid = "" } = inputs;
    const mine = await findFilter(libvirt, uuid);
    if (mine === undefined) {
        const other = await ignoreNotFound(libvirt.call("nwfilterLookupByName", { name }));
        if (other !== undefined) {
            throw nameTaken({ kind: "NetworkFilter", name, which: `UUID ${other.uuid}` });
        }
    }
    await undoable(define(libvirt, inputs, mine), () => {
        if (mine === undefined) undo(() => undefineIfThere(libvirt, uuid));
    });
    return { id: uuid, outputs: { ...inputs } };
}

async function undefineIfThere(libvirt: Libvirt, uuid: string): Promise<void> {
    const filter = await findFilter(libvirt, uuid);
    if (filter !== undefined) await ignoreNotFound(libvirt.call("nwfilterUndefine", { filter }));
}

/** Also recreates a filter that was removed by other means. */
async function update(
    id: string,
    _olds: NetworkFilter,
    news: NetworkFilter,
    { libvirt }: UpdateContext,
) {
    await define(libvirt, news, await findFilter(libvirt, id));
    return {};
}

/** Removes rules that others added, since a single one can undo all, and keeps their references to other filters. */
async function define(libvirt: Libvirt, inputs: NetworkFilter, mine: Nwfilter | undefined) {
    const own = networkFilterXml(inputs);
    const there = mine && (await filterXml(libvirt, mine));
    const foreign = there === undefined ? [] : all(there, "filterref");
    const xml = print({ ...own, children: [...own.children, ...foreign] });
    return libvirt.call("nwfilterDefineXMLFlags", { xml, flags: NwfilterDefine.VALIDATE });
}

const filterXml = async (libvirt: Libvirt, filter: Nwfilter) =>
    parse(await libvirt.call("nwfilterGetXMLDesc", { filter }));

async function read(
    id: string,
    state: Properties,
    libvirt: Libvirt,
): Promise<Observed | undefined> {
    const filter = await lookUpByIdOrName(
        id,
        (uuid) => libvirt.call("nwfilterLookupByUUID", { uuid }),
        (name) => libvirt.call("nwfilterLookupByName", { name }),
    );
    if (filter === undefined) return undefined;
    const inputs = readNetworkFilter(await filterXml(libvirt, filter));
    const declared = NetworkFilter.inputs.shape.rules.safeParse(state["rules"]).data ?? [];
    const rules = spelledAs(declared, inputs.rules);
    return { id: filter.uuid, inputs: { ...inputs, rules }, outputs: {} };
}

/** When a filter and the guest that uses it are both replaced, the engine deletes them at the same time. */
async function undefineWhenUnused(
    filter: Nwfilter,
    libvirt: Libvirt,
    signal: AbortSignal,
): Promise<void> {
    for (
        const end = Date.now() + USE_LIMIT_MILLISECONDS;
        ;
        await pause(POLL_MILLISECONDS, signal)
    ) {
        try {
            await ignoreNotFound(libvirt.call("nwfilterUndefine", { filter }));
            return;
        } catch (error) {
            if (!isOperationInvalid(error)) throw error;
            if (Date.now() > end) throw filterInUse({ name: filter.name }, { cause: error });
        }
    }
}

const USE_LIMIT_MILLISECONDS = 30_000;
const POLL_MILLISECONDS = 200;
