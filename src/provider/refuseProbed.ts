import { diskProbed } from "../errors";
import type { Libvirt } from "../libvirt";
import { probedByPools } from "../plainFiles";
import type { Domain } from "../schema/domain";

/**
 * Refuses a raw disk or floppy that a guest may write in the folder of a pool: libvirt takes the first bytes of every file
 * there for the header of an image, and opens what that names.
 *
 * @param known Files that the guest has already. They stay.
 */
export async function refuseProbed(
    libvirt: Libvirt,
    inputs: Pick<Domain, "disks" | "floppies">,
    known: readonly string[] = [],
): Promise<void> {
    const fresh = writtenRaw(inputs).filter(({ file }) => !known.includes(file));
    if (fresh.length === 0) return;
    const pools = await probedByPools(
        libvirt,
        fresh.map(({ file }) => file),
    );
    for (const { path, file, remedy } of fresh) {
        const pool = pools.get(file);
        if (pool !== undefined) throw diskProbed({ path, file, pool, remedy });
    }
}

const AS_QCOW2 = 'Give it, and its Volume, format "qcow2".';
const READ_ONLY = "Set its readOnly to true.";

const writtenRaw = ({ disks, floppies }: Pick<Domain, "disks" | "floppies">) => [
    ...Object.entries(disks).flatMap(([target, { file, format, readOnly }]) =>
        format === "raw" && !readOnly ? [{ path: `disks.${target}`, file, remedy: AS_QCOW2 }] : [],
    ),
    ...Object.entries(floppies).flatMap(([target, { file, readOnly }]) =>
        file !== undefined && !readOnly
            ? [{ path: `floppies.${target}`, file, remedy: READ_ONLY }]
            : [],
    ),
];
