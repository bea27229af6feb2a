const SUFFIX = "-logs";

/**
 * Folder of a domain's logs, in that of its pool: what COM1 prints and, where the network is captured, the frames of its
 * card. libvirt looks into the files of the pool's own folder, and not into those of this one.
 */
export const logFolder = (domain: string): string => `${domain}${SUFFIX}`;

export const COM1_LOG = "com1.log";
export const CAPTURE_LOG = "capture";

/** Where release 1.0.0 had a log of a machine: in the pool's own folder. Undefined of one that no machine has. */
export function formerLog(file: string): string | undefined {
    const [, start, name] =
        new RegExp(`^(.+)${SUFFIX}/(${COM1_LOG}|${CAPTURE_LOG})$`).exec(file) ?? [];
    return start === undefined || name === undefined ? undefined : `${start}-${name}`;
}

/** As many as one domain can have as disks beside the log itself. */
const MOST_BACKUPS = 24;

/**
 * To where virtlogd moves a log aside that has grown to max_size, the last one first. It keeps max_backups of them, 3 unless
 * virtlogd.conf says otherwise.
 */
export const backupsOf = (log: string): string[] =>
    Array.from({ length: MOST_BACKUPS }, (_none, index) => `${log}.${index}`);
