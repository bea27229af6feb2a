import { networkCannotStart, type UserError } from "../../errors";
import { LibvirtError, type Libvirt, type Network as LibvirtNetwork } from "../../libvirt";
import { NetworkDefine } from "../../libvirt/flags";
import type { Network } from "../../schema/network/network";
import { print, type Element } from "../../xml/tree/element";
import type { Mark } from "../../xml/mark";
import type { NetworkLayout } from "../../xml/network/network";
import { subnetCandidates } from "./subnets";

export type MarkedNetwork = Network & { readonly mark: Mark };

/** A network with the chosen bridge and address where the program names none. */
export function layoutOf(
    { ipv4, ...network }: MarkedNetwork,
    chosen: { readonly bridge?: string | undefined; readonly address: string | undefined },
): NetworkLayout {
    const { bridge = chosen.bridge } = network;
    const { address = chosen.address } = ipv4 ?? {};
    if (ipv4 === undefined || address === undefined) return { ...network, bridge };
    return { ...network, bridge, ipv4: { ...ipv4, address } };
}

export const define = (libvirt: Libvirt, xml: Element) =>
    libvirt.call("networkDefineXMLFlags", { xml: print(xml), flags: NetworkDefine.VALIDATE });

/** libvirt's refusal to start a network. Another subnet may succeed. */
export class StartRefused extends Error {}

export async function startNetwork(libvirt: Libvirt, network: LibvirtNetwork): Promise<void> {
    try {
        await libvirt.call("networkCreate", { network });
    } catch (error) {
        throw error instanceof LibvirtError
            ? new StartRefused(error.message, { cause: error })
            : error;
    }
}

/** Tries subnets until one starts: libvirt refuses a subnet that an interface of the host uses. */
export async function firstThatStarts<T>(
    network: Network,
    chosenAddress: string | undefined,
    libvirt: Libvirt,
    attempt: (address: string) => Promise<T>,
): Promise<T> {
    const { address = chosenAddress } = network.ipv4 ?? {};
    const ipv4 = network.ipv4 && { ...network.ipv4, address };
    const candidates = await subnetCandidates({ ...network, ipv4 }, libvirt);
    for (const [index, candidate] of candidates.entries()) {
        try {
            return await attempt(candidate);
        } catch (error) {
            if (!(error instanceof StartRefused)) throw error;
            if (index === candidates.length - 1) throw cannotStart(network, error);
        }
    }
    throw cannotStart(network, new Error("every subnet is in use"));
}

function cannotStart({ name, ipv4, bridge }: Network, cause: Error): UserError {
    const fields = [
        ...(ipv4 === undefined ? [] : ["ipv4.address"]),
        ...(bridge === undefined ? [] : ["bridge"]),
    ];
    return networkCannotStart({ name: name ?? "", reason: cause.message, fields }, { cause });
}
