import { enhancedPacket, inCommonOrder, interfaceDescription, sectionHeader } from "../../../pcap";
import type { Capture } from "./captures";
import type { Portion } from "./mirrorLogReader";

/** What every file of these captures begins with: an interface of each. */
export function headOf(captures: readonly Capture[]): Buffer {
    const interfaces = captures.map(({ machine, network, macAddress }) =>
        interfaceDescription(
            machine.machine,
            `domain ${machine.domain}, ${macAddress}, network ${network}`,
        ),
    );
    const section = sectionHeader({ application: "xplab", comment: COMMENT });
    return Buffer.concat([section, ...interfaces]);
}

const COMMENT =
    "A time stamp is the latest moment at which its frame can have been recorded: QEMU keeps none of each. " +
    "The order within an interface is that in which the frames went.";

/** The frames that the taps of the captures have seen, in one order, a block each. */
export function blocksOf(taps: readonly (readonly Portion[])[]): Buffer[] {
    const seen = taps.map((portions, index) =>
        portions.flatMap(({ frames, microseconds }) =>
            frames.map((frame) => ({ interface: index, microseconds, frame })),
        ),
    );
    return inCommonOrder(seen).map(enhancedPacket);
}
