import { enhancedPacket, inCommonOrder, interfaceDescription, sectionHeader } from "../../../pcap";
import type { Capture } from "./captures";
import type { Portion } from "./mirrorLogReader";

/** The start of every file of these captures: one interface each. */
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
    "A time stamp is the latest possible time of its frame, because QEMU records none. " +
    "Within an interface, frames are in their original order.";

/** The frames of all captures as blocks, in a common order. */
export function blocksOf(captures: readonly (readonly Portion[])[]): Buffer[] {
    const seen = captures.map((portions, index) =>
        portions.flatMap(({ frames, microseconds }) =>
            frames.map((frame) => ({ interface: index, microseconds, frame })),
        ),
    );
    return inCommonOrder(seen).map(enhancedPacket);
}
