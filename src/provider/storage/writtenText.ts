const MIB = 2 ** 20;
const GIB = 2 ** 30;

/** More than an image needs before anything is written to it: tables, and a LUKS header of 2.3 MB. */
const EMPTY_BYTES = 4 * MIB;

/** What a deletion loses, such as "discards 1.2 GiB"; undefined when nothing was written. */
export function writtenText(allocatedBytes: number): string | undefined {
    if (allocatedBytes <= EMPTY_BYTES) return undefined;
    const amount =
        allocatedBytes < GIB
            ? `${Math.round(allocatedBytes / MIB)} MiB`
            : `${(allocatedBytes / GIB).toFixed(1)} GiB`;
    return `discards ${amount}`;
}
