import { randomUUID } from "node:crypto";
import { LibvirtError, type Libvirt, type Network as LibvirtNetwork } from "../../libvirt";
import { NetworkDefine, NetworkXml } from "../../libvirt/flags";
import { Network } from "../../schema/network";
import { subnetOf } from "../../schema/subnet";
import { print, type Element } from "../../xml/element";
import { tokenOf } from "../../xml/mark";
import { networkXml } from "../../xml/network";
import { parse } from "../../xml/parse";
import { first } from "../../xml/query";
import { birthOfNamed, macFrom } from "../birth";
import { addBorn } from "../defaults";
import { nameTaken, UserError } from "../errors";
import { exclusive } from "../exclusive";
import { found } from "../found";
import type { BirthContext, CreateContext, ResourceHandler } from "../resource";
import { subnetCandidates } from "../subnets";
import type { Properties } from "../wire";

export const network: ResourceHandler<Network> = {
    schema: Network,
    createBeforeDelete: false,
    birth,
    create,
    async read(id, state, libvirt) {
        const ref = await findNetwork(libvirt, id);
        if (ref === undefined) return undefined;
        const token = state["token"];
        return { ...state, ...outputsOf(await inactiveXml(libvirt, ref)), token };
    },
    async delete(id, state, { libvirt }) {
        const ref = await findNetwork(libvirt, id);
        if (ref === undefined) return;
        if (tokenOf(await inactiveXml(libvirt, ref)) !== state["token"]) return;
        await removeNetwork(libvirt, ref);
    },
};

const findNetwork = (libvirt: Libvirt, uuid: string) =>
    found(libvirt.call("networkLookupByUUID", { uuid }));

const inactiveXml = async (libvirt: Libvirt, ref: LibvirtNetwork) =>
    parse(await libvirt.call("networkGetXMLDesc", { network: ref, flags: NetworkXml.INACTIVE }));

function birth(inputs: Properties, context: BirthContext) {
    const named = birthOfNamed(inputs, context);
    const macAddress = macFrom(named.inputs["uuid"], "bridge");
    return Promise.resolve({ ...named, inputs: addBorn(named.inputs, { macAddress }) });
}

/** Two defines at a time may pick the same bridge (libvirt issue 78), two starts the same subnet. */
const oneAtATime = exclusive();

async function create(inputs: Network, context: CreateContext) {
    const { libvirt, urn, signal } = context;
    const { name = "", uuid = "", autostart } = inputs;
    const token = randomUUID();
    const network = await oneAtATime(async () => {
        signal.throwIfAborted();
        const mine = await findNetwork(libvirt, uuid);
        if (mine !== undefined) {
            const taken = await takeUp(mine, inputs, { token, urn }, libvirt);
            if (taken !== undefined) return taken;
        }
        const other = await found(libvirt.call("networkLookupByName", { name }));
        if (other !== undefined) throw nameTaken("Network", name, `UUID ${other.uuid}`);
        return defineAndStart(inputs, { token, urn }, context);
    });
    await libvirt.call("networkSetAutostart", { network, autostart });
    const outputs = outputsOf(await inactiveXml(libvirt, network));
    return { id: uuid, outputs: { ...inputs, ...outputs, token } };
}

type Mark = Parameters<typeof networkXml>[0]["mark"];

/**
 * What was chosen for it stays; the token is new, so that a delete meant for an older creation passes it by. One that the
 * program has changed since the run was cut off is removed, to be made anew.
 */
async function takeUp(
    mine: LibvirtNetwork,
    inputs: Network,
    mark: Mark,
    libvirt: Libvirt,
): Promise<LibvirtNetwork | undefined> {
    const { address, bridge } = outputsOf(await inactiveXml(libvirt, mine));
    if (!fits(inputs, { address, bridge })) {
        await removeNetwork(libvirt, mine);
        return undefined;
    }
    const ipv4 = inputs.ipv4 && { ...inputs.ipv4, address: address ?? "" };
    await define(libvirt, { ...inputs, bridge, ipv4, mark });
    if (!(await libvirt.call("networkIsActive", { network: mine })))
        await libvirt.call("networkCreate", { network: mine });
    return mine;
}

function fits(
    { ipv4, bridge }: Network,
    chosen: { readonly address: string | undefined; readonly bridge: string | undefined },
): boolean {
    if ((ipv4 === undefined) !== (chosen.address === undefined)) return false;
    return [
        [ipv4?.address, chosen.address],
        [bridge, chosen.bridge],
    ].every(([wanted, has]) => wanted === undefined || wanted === has);
}

async function removeNetwork(libvirt: Libvirt, network: LibvirtNetwork): Promise<void> {
    if (await libvirt.call("networkIsActive", { network }))
        await libvirt.call("networkDestroy", { network });
    await libvirt.call("networkUndefine", { network });
}

/** libvirt itself refuses a subnet that an interface of the host has; the next one is tried then. */
async function defineAndStart(inputs: Network, mark: Mark, { libvirt, undo }: CreateContext) {
    const { ipv4 } = inputs;
    const candidates = await subnetCandidates(inputs, libvirt);
    for (const [index, address] of candidates.entries()) {
        const chosen = ipv4 && { ...ipv4, address };
        const network = await define(libvirt, { ...inputs, ipv4: chosen, mark });
        try {
            await libvirt.call("networkCreate", { network });
            undo(() => libvirt.call("networkUndefine", { network }));
            undo(() => libvirt.call("networkDestroy", { network }));
            return network;
        } catch (error) {
            await libvirt.call("networkUndefine", { network });
            const last = index === candidates.length - 1;
            if (last || !(error instanceof LibvirtError)) throw cannotStart(inputs, error);
        }
    }
    throw cannotStart(inputs, new Error("every subnet is in use"));
}

const define = (libvirt: Libvirt, layout: Parameters<typeof networkXml>[0]) =>
    libvirt.call("networkDefineXMLFlags", {
        xml: print(networkXml(layout)),
        flags: NetworkDefine.VALIDATE,
    });

function cannotStart({ name, ipv4, bridge }: Network, cause: unknown): UserError {
    const text = cause instanceof Error ? cause.message : String(cause);
    const fields = [ipv4 && "ipv4.address", bridge && "bridge"].filter(Boolean).join(" or ");
    return new UserError(
        `Network "${name ?? ""}" could not start: ${text}.`,
        fields === ""
            ? "Mend the cause on the host and run again."
            : `Set ${fields} to one that nothing else on the host has.`,
        { cause },
    );
}

function outputsOf(xml: Element) {
    const ip = first(xml, "ip")?.attributes;
    const address = ip?.["address"];
    return {
        bridge: first(xml, "bridge")?.attributes["name"],
        macAddress: first(xml, "mac")?.attributes["address"],
        address,
        subnet: address === undefined ? undefined : subnetOf(address, Number(ip?.["prefix"])),
    };
}
