import { basename, dirname, join } from "node:path";
import { diskProbed, logProbed, type UserError } from "../../errors";
import type { Libvirt } from "../../libvirt";
import { probedByPools } from "../../plainFiles";
import type { Domain } from "../../schema/domain/domain";
import { element } from "../../xml/tree/element";
import { withExtra } from "../../xml/domain/extraXml";
import { guestWritten } from "../../xml/domain/guestWritten";
import { logsOf } from "./virtlogdFiles";

/** The fields of a domain that name files its guest writes. */
export type Writer = Pick<Domain, "disks" | "floppies" | "serials" | "interfaces" | "extraXml">;

/**
 * Refuses files in a pool's folder whose first bytes a guest can choose: libvirt reads the first bytes of every file there as
 * an image header, and opens the files that this names.
 *
 * @param known Files that the guest already has. They are accepted.
 */
export async function refuseProbed(
    libvirt: Libvirt,
    inputs: Writer,
    known: readonly string[] = [],
): Promise<void> {
    const fresh = writtenBy(inputs).filter(({ file }) => !known.includes(file));
    const pools = await probedByPools(
        libvirt,
        fresh.map(({ file }) => file),
    );
    for (const { file, refusal } of fresh) {
        const pool = pools.get(file);
        if (pool !== undefined) throw refusal(pool);
    }
}

interface Written {
    readonly file: string;
    readonly refusal: (pool: string) => UserError;
}

const AS_QCOW2 = 'Set format "qcow2" for it and its Volume.';
const READ_ONLY = "Set its readOnly to true.";
const ELSEWHERE = "Put it in a folder outside all pools.";

const written = (path: string, file: string, remedy: string): Written => ({
    file,
    refusal: (pool) => diskProbed({ path, file, pool, remedy }),
});

const writtenBy = ({ disks, floppies, extraXml, ...others }: Writer): Written[] => [
    ...Object.entries(disks).flatMap(([target, { file, format, readOnly }]) =>
        format === "raw" && !readOnly ? written(`disks.${target}`, file, AS_QCOW2) : [],
    ),
    ...Object.entries(floppies).flatMap(([target, { file, readOnly }]) =>
        file !== undefined && !readOnly ? written(`floppies.${target}`, file, READ_ONLY) : [],
    ),
    ...logsOf(others).map((file) => ({
        file,
        refusal: (pool: string) =>
            logProbed({ file, pool, instead: join(dirname(file), "logs", basename(file)) }),
    })),
    ...guestWritten(withExtra(element("domain"), extraXml)).map((file) =>
        written("extraXml", file, ELSEWHERE),
    ),
];
