import { createHash } from "node:crypto";
import type { Libvirt } from "../../libvirt";
import type { Network } from "../../schema/network/network";
import { addressAt, overlap, prefixLengthOf, subnetOf } from "../../schema/network/subnet";
import { all } from "../../xml/tree/query";
import { networkDocuments } from "./networkList";

/** Subnets that the program does not name are chosen from here: private, and rarely used by home and office routers. */
const RANGE = { address: "10.64.0.0", prefixLength: 10 } as const;

const TRIES = 16;

/**
 * Host addresses to try for a network, best first: only the one that the program names, else some in subnets that no libvirt
 * network uses. They start from a hash of the UUID, so that two stacks rarely choose the same. A network without IPv4 has one
 * empty candidate.
 */
export async function subnetCandidates(
    { ipv4, uuid }: Network,
    libvirt: Libvirt,
): Promise<string[]> {
    if (ipv4 === undefined) return [""];
    if (ipv4.address !== undefined) return [ipv4.address];
    const taken = await takenSubnets(libvirt);
    return candidatesFrom(uuid ?? "", ipv4.prefixLength)
        .filter(
            (address) => !taken.some((one) => overlap(one, subnetOf(address, ipv4.prefixLength))),
        )
        .slice(0, TRIES);
}

function candidatesFrom(seed: string, prefixLength: number): string[] {
    const size = 2 ** (32 - prefixLength);
    const count = Math.max(1, 2 ** (prefixLength - RANGE.prefixLength));
    const start = createHash("sha256").update(seed).digest().readUInt32BE() % count;
    return Array.from({ length: Math.min(count, 256) }, (_, step) =>
        addressAt(RANGE.address, ((start + step) % count) * size + 1),
    );
}

async function takenSubnets(libvirt: Libvirt): Promise<string[]> {
    const documents = await networkDocuments(libvirt);
    return documents
        .flatMap((xml) => all(xml, "ip"))
        .flatMap(({ attributes }) => {
            const { address, prefix, netmask } = attributes;
            if (address === undefined || address.includes(":")) return [];
            return [
                subnetOf(address, prefix === undefined ? prefixLengthOf(netmask) : Number(prefix)),
            ];
        });
}
