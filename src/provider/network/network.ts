import { randomUUID } from "node:crypto";
import type { Libvirt, Network as LibvirtNetwork } from "../../libvirt";
import { Network } from "../../schema/network/network";
import { tokenOf, type Mark } from "../../xml/mark";
import { networkXml } from "../../xml/network/network";
import { namedDefaults, macFrom } from "../lifecycle/creationDefaults";
import { asDeclared } from "../lifecycle/declared";
import { addDefaults, plain } from "../lifecycle/defaults";
import type { CostlyChange } from "../lifecycle/diff";
import { objectGone, nameTaken } from "../../errors";
import { requireHostBridge, requireVisibleHost, hostFacts } from "./forward";
import { ignoreNotFound } from "../../libvirt/ignoreNotFound";
import { lookUpByIdOrName } from "../lifecycle/lookUpByIdOrName";
import { undoable } from "../lifecycle/outcome";
import { changeNetwork } from "./networkChange";
import {
    define,
    firstThatStarts,
    layoutOf,
    startNetwork,
    StartRefused,
    type MarkedNetwork,
} from "./networkStart";
import { liveXml, storedXml } from "./networkDefinition";
import { networkInputs, networkOutputs } from "./networkState";
import { removeParking, replugGuests } from "./replug";
import { oneNetworkAtATime, reconcileReservations } from "./reservations";
import type {
    DefaultsContext,
    CreateContext,
    Observed,
    ResourceHandler,
    UpdateContext,
} from "../lifecycle/resource";
import type { Properties } from "../lifecycle/wire";

export const network: ResourceHandler<Network> = {
    schema: Network,
    createBeforeDelete: false,
    creationDefaults,
    create,
    read,
    update,
    preview: {
        texts: {
            live: "while it runs",
            power: "starts or stops the network; running guests are plugged in when it starts",
            restart: "restarts the network; running guests are unplugged for a moment",
        },
        unknownAfter: (changes) => [...new Set(changes.flatMap(outputsAfter))],
    },
    async delete(id, state, { libvirt }) {
        const ref = await findNetwork(libvirt, id);
        if (ref === undefined) return;
        if (tokenIn(await storedXml(libvirt, ref)) !== state["token"]) return;
        await removeNetwork(libvirt, ref);
    },
};

const findNetwork = (libvirt: Libvirt, uuid: string) =>
    ignoreNotFound(libvirt.call("networkLookupByUUID", { uuid }));

/** An imported network that was created by other means has none. */
const tokenIn = (xml: Parameters<typeof tokenOf>[0]) => tokenOf(xml) ?? "";

function creationDefaults(inputs: Properties, context: DefaultsContext) {
    const named = namedDefaults(inputs, context);
    const macAddress = macFrom(named.inputs["uuid"], "bridge");
    return Promise.resolve({ ...named, inputs: addDefaults(named.inputs, { macAddress }) });
}

/** Uses a new token even for a network that a killed run left, so that a delete of that one does not match. */
async function create(inputs: Network, context: CreateContext) {
    const { libvirt, urn, signal } = context;
    const { name = "", uuid = "", autostart } = inputs;
    const token = randomUUID();
    const wanted = { ...inputs, mark: { token, urn } };
    await requireHostBridge(inputs, libvirt);
    const ref = await oneNetworkAtATime(async () => {
        signal.throwIfAborted();
        const mine = await findNetwork(libvirt, uuid);
        if (mine?.name === name) return adoptExisting(mine, wanted, libvirt);
        if (mine !== undefined) await removeNetwork(libvirt, mine);
        const other = await ignoreNotFound(libvirt.call("networkLookupByName", { name }));
        if (other !== undefined) {
            throw nameTaken({ kind: "Network", name, which: `UUID ${other.uuid}` });
        }
        return makeNetwork(wanted, context);
    });
    await libvirt.call("networkSetAutostart", { network: ref, autostart });
    return { id: uuid, outputs: { ...inputs, ...(await outputsOf(ref, inputs, libvirt)), token } };
}

/** The outputs. A running network shows whether this process is on its host. */
async function outputsOf(ref: LibvirtNetwork, inputs: Network, libvirt: Libvirt) {
    if (inputs.active) await requireVisibleHost(inputs, await liveXml(libvirt, ref));
    const stored = await storedXml(libvirt, ref);
    return { ...networkOutputs(stored), ...(await hostFacts(stored)) };
}

/** Changes a network that a killed run left to the inputs. What was chosen for it stays. */
async function adoptExisting(ref: LibvirtNetwork, news: MarkedNetwork, libvirt: Libvirt) {
    const mark = { token: tokenIn(await storedXml(libvirt, ref)), urn: news.mark.urn };
    // Its old inputs are known only from the host.
    const olds = { ...((await networkInputs(libvirt, ref, {})) as Network), mark };
    await changeNetwork(libvirt, ref, { olds, news, changes: [] });
    return ref;
}

function makeNetwork(
    wanted: MarkedNetwork,
    { libvirt, undo }: CreateContext,
): Promise<LibvirtNetwork> {
    const remove = async () => {
        const ref = await findNetwork(libvirt, wanted.uuid ?? "");
        if (ref !== undefined) await removeNetwork(libvirt, ref);
    };
    return firstThatStarts(wanted, undefined, libvirt, async (address) => {
        const definition = networkXml(layoutOf(wanted, { address }));
        const ref = await undoable(define(libvirt, definition), () => undo(remove));
        try {
            // Guests may exist whose network somebody has removed.
            if (wanted.ipv4?.reservedOnly === true) await reconcileReservations(libvirt, ref);
            if (wanted.active) await startNetwork(libvirt, ref);
        } catch (error) {
            if (error instanceof StartRefused) {
                await libvirt.call("networkUndefine", { network: ref });
            }
            throw error;
        }
        if (wanted.active) await replugGuests(libvirt, ref);
        return ref;
    });
}

async function removeNetwork(libvirt: Libvirt, ref: LibvirtNetwork): Promise<void> {
    await removeParking(libvirt, ref);
    if (await libvirt.call("networkIsActive", { network: ref })) {
        await libvirt.call("networkDestroy", { network: ref });
    }
    await libvirt.call("networkUndefine", { network: ref });
}

async function read(
    id: string,
    state: Properties,
    libvirt: Libvirt,
): Promise<Observed | undefined> {
    const ref = await lookUpByIdOrName(
        id,
        (uuid) => libvirt.call("networkLookupByUUID", { uuid }),
        (name) => libvirt.call("networkLookupByName", { name }),
    );
    if (ref === undefined) return undefined;
    const stored = await storedXml(libvirt, ref);
    const inputs = await networkInputs(libvirt, ref, state);
    const outputs = {
        ...networkOutputs(stored),
        ...(await hostFacts(stored)),
        // The stored and the live bridge may differ; this is the one in the inputs.
        bridge: inputs["bridge"],
        token: state["token"] ?? tokenIn(stored),
    };
    return { id: ref.uuid, inputs, outputs };
}

async function update(id: string, olds: Network, news: Network, context: UpdateContext) {
    const { libvirt, urn, state, changes } = context;
    const ref = await findNetwork(libvirt, id);
    if (ref === undefined) throw objectGone({ kind: "Network", name: news.name });
    const mark: Mark = { token: String(state["token"]), urn };
    await requireHostBridge(news, libvirt);
    const was = changes.length > 0 ? olds : await inputsOnHost(libvirt, ref, news);
    const chosenAddress = state["address"] as string | undefined; // an output of ours
    await oneNetworkAtATime(() =>
        changeNetwork(libvirt, ref, {
            olds: { ...was, mark },
            news: { ...news, mark },
            changes,
            chosenAddress,
        }),
    );
    return { ...(await outputsOf(ref, news, libvirt)), token: mark.token };
}

/** An interrupted update may have stopped anywhere, so this reads from the host how far it got. */
async function inputsOnHost(
    libvirt: Libvirt,
    ref: LibvirtNetwork,
    news: Network,
): Promise<Network> {
    const seen = await networkInputs(libvirt, ref, { ...news });
    return plain(asDeclared(Network.effects, { ...news }, seen)) as Network;
}

/** Values that the program leaves open are known once the network has started. */
function outputsAfter({ keys, effect }: CostlyChange): readonly string[] {
    if (effect !== "restart") return [];
    return OUTPUTS_AFTER[keys[0] ?? ""] ?? [];
}

const OUTPUTS_AFTER: Readonly<Record<string, readonly string[]>> = {
    forward: ["bridge", "publicAddresses", "hostMacs"],
    bridge: ["bridge", "hostMacs"],
    ipv4: ["address", "subnet"],
};
