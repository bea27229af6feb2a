import type { Libvirt } from "../../../libvirt";
import { PlainFiles } from "../../../plainFiles";
import { backupsOf, formerLog } from "../../../schema/domain/machineLogs";
import { isOff } from "../../host/machine";
import { onHost } from "../../host/onHost";
import { MirrorLogReader, type NewFrames } from "./mirrorLogReader";
import type { Capture } from "./captures";
import { momentsOf } from "./moments";

/** Reads one capture; each call returns the frames since the last one. */
export interface FrameReader {
    read(): Promise<NewFrames>;
}

/** Opens a reader for each capture, over a connection of their own, and closes them after the work. */
export const withFrameReaders = <T>(
    uri: string,
    captures: readonly Capture[],
    work: (readers: readonly FrameReader[]) => Promise<T>,
): Promise<T> => onHost(uri, (libvirt) => lendReaders(libvirt, captures, work));

async function lendReaders<T>(
    libvirt: Libvirt,
    captures: readonly Capture[],
    work: (readers: readonly FrameReader[]) => Promise<T>,
): Promise<T> {
    const opened: PlainFiles[] = [];
    const open = (file: string) => {
        const files = new PlainFiles(libvirt, [file, ...backupsOf(file)]);
        opened.push(files);
        return files;
    };
    try {
        return await work(captures.map((one) => readerOf(libvirt, one, open)));
    } finally {
        await Promise.all(opened.map((files) => files.close()));
    }
}

/** A log of release 1.0.0 comes first, if there is one. */
function readerOf(
    libvirt: Libvirt,
    capture: Capture,
    open: (file: string) => PlainFiles,
): FrameReader {
    const moments = () => momentsOf(libvirt, capture);
    const mayBeAbsent = isOff(capture.machine);
    const { file } = capture;
    const current = new MirrorLogReader({ files: open(file), file, moments, mayBeAbsent });
    const former = formerLog(file);
    if (former === undefined) return current;
    const files = open(former);
    const older = new MirrorLogReader({ files, file: former, moments, mayBeAbsent: true });
    let isFirst = true;
    return {
        async read() {
            if (!isFirst) return current.read();
            isFirst = false;
            const [old, now] = [await older.read(), await current.read()];
            await files.close();
            return {
                portions: [...old.portions, ...now.portions],
                skipped: old.skipped + now.skipped,
                isTorn: now.isTorn,
            };
        },
    };
}
