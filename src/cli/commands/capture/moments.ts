import { dirname } from "node:path";
import type { Libvirt } from "../../../libvirt";
import { domainStates } from "../../../libvirt/flags";
import { ignoreNotFound } from "../../../libvirt/ignoreNotFound";
import type { Element } from "../../../xml/tree/element";
import { parse } from "../../../xml/tree/parse";
import { first, textAt } from "../../../xml/tree/query";
import { handleOf } from "../../host/machine";
import type { Capture } from "./captures";
import type { Moments } from "./mirrorLogReader";

/**
 * The latest possible times of a capture's frames, as closely as libvirt reports them. Files were rotated no later than the
 * folder's last change. A guest that is off sent its last frame before libvirt reclaimed its disk.
 */
export async function momentsOf(
    libvirt: Pick<Libvirt, "call">,
    { machine, file, disk }: Capture,
): Promise<Moments> {
    const domain = handleOf(machine);
    const { state } = await libvirt.call("domainGetState", { domain });
    const now = BigInt(Date.now()) * 1000n;
    const isOff = domainStates[state] === "shutoff";
    const stopped = isOff && disk !== undefined ? await reclaimedAt(libvirt, disk) : undefined;
    const newest = stopped ?? now;
    const folder = await volumeAt(libvirt, dirname(file));
    const changed = folder && timeOf(folder, "mtime");
    const movedAside = changed !== undefined && changed < newest ? changed : newest;
    return { newest, movedAside, folder: changed };
}

/** When a file's owner changed from QEMU's user to root; undefined where libvirt keeps owners (dynamic_ownership = 0). */
async function reclaimedAt(libvirt: Pick<Libvirt, "call">, path: string) {
    const volume = await volumeAt(libvirt, path);
    const owner = volume && textAt(volume, "target", "permissions", "owner");
    return owner === "0" ? timeOf(volume, "ctime") : undefined;
}

async function volumeAt(
    libvirt: Pick<Libvirt, "call">,
    path: string,
): Promise<Element | undefined> {
    const volume = await ignoreNotFound(libvirt.call("storageVolLookupByPath", { path }));
    return volume && parse(await libvirt.call("storageVolGetXMLDesc", { volume }));
}

function timeOf(volume: Element | undefined, which: "mtime" | "ctime"): bigint | undefined {
    const times = volume && first(volume, "target", "timestamps");
    const time = times && textAt(times, which);
    return time === undefined ? undefined : microsecondsOf(time);
}

/** libvirt prints seconds and, unless they are zero, nanoseconds. */
function microsecondsOf(time: string): bigint {
    const [seconds = "0", fraction = ""] = time.split(".");
    return BigInt(seconds) * 1_000_000n + BigInt(fraction.padEnd(6, "0").slice(0, 6));
}
