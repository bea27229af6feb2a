import {
    cleanStateChanged,
    cleanStateMissing,
    cleanStateOtherHardware,
    cleanStateOtherQemu,
    type UserError,
} from "../errors";
import type { Domain, Libvirt } from "../libvirt";
import { dotted } from "../libvirt/versions";
import type { CleanState } from "../schema/domainSaveImage/cleanState";
import { frozenFiles } from "../xml/domain/activeLayer";
import { cleanMarkOf } from "../xml/domain/cleanMark";
import type { Element } from "../xml/tree/element";
import { describeChange } from "./files";
import { hardwareSha256 } from "./hardware";

/** Why a guest cannot be reset to its clean state; undefined if it can. */
export async function whyNotRestorable(
    libvirt: Libvirt,
    domain: Domain,
    stored: Element,
): Promise<UserError | undefined> {
    const { name } = domain;
    const state = cleanMarkOf(stored)?.state;
    if (state === undefined) return cleanStateMissing({ domain: name });
    const [was, is] = [state.qemuVersion, await qemuVersionOf(libvirt)];
    if (was !== is) return cleanStateOtherQemu({ domain: name, was, is });
    if (isOtherHardware(stored, state)) return cleanStateOtherHardware({ domain: name });
    return changedFile(libvirt, name, [state.memoryFile, ...state.disks]);
}

export const qemuVersionOf = async (libvirt: Libvirt): Promise<string> =>
    dotted(await libvirt.call("connectGetVersion", {}));

function isOtherHardware(stored: Element, { hardwareSha256: was, disks }: CleanState): boolean {
    const files = disks.map(({ file }) => file).sort();
    return (
        hardwareSha256(stored) !== was || frozenFiles(stored).sort().join("\n") !== files.join("\n")
    );
}

/** An error for the first of the files that has changed. */
export async function changedFile(
    libvirt: Libvirt,
    domain: string,
    files: readonly CleanState["memoryFile"][],
): Promise<UserError | undefined> {
    for (const file of files) {
        const why = await describeChange(libvirt, file);
        if (why !== undefined) return cleanStateChanged({ domain, file: file.file, why });
    }
    return undefined;
}
