import { readFileSync, statSync } from "node:fs";
import { z } from "zod";
import { diskDriverInvalid, floppyFull, type Finding } from "../../errors";
import { FLOPPY_NAME, floppyRoom } from "../../schema/installedVolume";
import { editions, type Edition } from "../../xp/editions";
import {
    bitsOfDriver,
    diskDriverOf,
    TXTSETUP_FILE,
    type DiskDriver,
} from "../../xp/setup/diskDriver";
import { absolute, foundIn, isIn, namesIn } from "../args/folders";

/** A disk driver that Windows setup loads from a floppy, as with F6. */
export interface DiskDriverArgs {
    /**
     * Folder with the content of the driver's floppy: TXTSETUP.OEM and its files. Relative to the program's working directory;
     * `~/` is the home folder.
     */
    folder: string;
    /**
     * Id of the driver in TXTSETUP.OEM.
     * @default the virtio-win driver for the edition, WXP32 or WNET64, if TXTSETUP.OEM lists it; otherwise the one in its [Defaults] section
     */
    id?: string | undefined;
}

export const DiskDriverShape = z.strictObject({
    folder: z.string().min(1, "must not be empty"),
    id: z.string().min(1, "must not be empty").optional(),
});

/** A driver for the disk, and the files that it brings onto the floppy, a character a byte. */
export interface ReadDiskDriver extends Pick<DiskDriver, "bus" | "driver"> {
    readonly floppyFiles: Readonly<Record<string, string>>;
}

interface Found {
    readonly findings: Finding[];
    readonly found?: ReadDiskDriver;
}

/** Reads the driver that is asked for. What is wrong with the shape of what was asked the shape's check tells. */
export function readDiskDriver(edition: Edition, asked: unknown): Found {
    const { success, data } = DiskDriverShape.safeParse(asked);
    if (!success) return { findings: [] };
    const { folder, id } = data;
    const refuse = (why: string) => ({
        findings: [diskDriverInvalid(["diskDriver"], { folder, why })],
    });
    const place = absolute(folder);
    if (namesIn(place) === undefined) return refuse(`cannot be read: "${place}" is no folder`);
    const read = (path: readonly string[]) => {
        const file = foundIn(place, path);
        const isMissing = `has no file "${path.join("\\")}"`;
        if (file === undefined) return isMissing;
        if (!isIn(place, file)) return `has a link "${path.join("\\")}" that leads out of it`;
        return contentOf(file) ?? `${isMissing} that fits on a floppy`;
    };
    const described = read([TXTSETUP_FILE]);
    if (typeof described === "string") return refuse(described);
    const driver = diskDriverOf(described.toString("latin1"), { edition, id });
    if (typeof driver === "string") return refuse(`${driver} of its ${TXTSETUP_FILE}`);
    const lines = driver.txtsetup.map((line) => `${line}\r\n`);
    const floppyFiles: Record<string, string> = { [TXTSETUP_FILE]: lines.join("") };
    for (const [name, path] of driver.files) {
        if (!FLOPPY_NAME.test(name)) return refuse(`needs ${name}, a name that no floppy has`);
        const content = read(path);
        if (typeof content === "string") return refuse(content);
        const wrong = name.endsWith(".SYS") ? wrongBits(name, content, edition) : undefined;
        if (wrong !== undefined) return refuse(wrong);
        floppyFiles[name] = content.toString("latin1");
    }
    const room = floppyRoom(floppyFiles);
    if (!room.isEnough) return { findings: [floppyFull(["diskDriver"], room)] };
    const { bus, driver: kind } = driver;
    return { findings: [], found: { bus, driver: kind, floppyFiles } };
}

/** More fits on no floppy. */
const LARGEST_BYTES = 2 ** 21;

function wrongBits(name: string, content: Buffer, edition: Edition): string | undefined {
    const [is, wanted] = [bitsOfDriver(content), editions[edition].bits];
    if (is === undefined) return `has a ${name} that is no driver of Windows`;
    return is === wanted
        ? undefined
        : `has a ${name} for ${is} bit, and the edition is for ${wanted}`;
}

function contentOf(file: string): Buffer | undefined {
    try {
        const stats = statSync(file);
        return stats.isFile() && stats.size <= LARGEST_BYTES ? readFileSync(file) : undefined;
    } catch {
        return undefined;
    }
}
