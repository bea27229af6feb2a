import type { Libvirt } from "../../../libvirt";
import { PlainFiles } from "../../../plainFiles";
import { backupsOf, formerLog } from "../../../schema/domain/machineLogs";
import { isOff } from "../../host/machine";
import { onHost } from "../../host/onHost";
import { MirrorLogReader, type NewFrames } from "./mirrorLogReader";
import type { Capture } from "./captures";
import { momentsOf } from "./moments";

/** Reads one capture; the next call goes on. */
export interface FrameReader {
    read(): Promise<NewFrames>;
}

/** Lends a tap of each capture, over a connection that is there until they are closed. */
export const withFrameReaders = <T>(
    uri: string,
    captures: readonly Capture[],
    work: (taps: readonly FrameReader[]) => Promise<T>,
): Promise<T> => onHost(uri, (libvirt) => lendReaders(libvirt, captures, work));

async function lendReaders<T>(
    libvirt: Libvirt,
    captures: readonly Capture[],
    work: (taps: readonly FrameReader[]) => Promise<T>,
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

/** What release 1.0.0 has recorded of the machine comes first. */
function readerOf(
    libvirt: Libvirt,
    capture: Capture,
    open: (file: string) => PlainFiles,
): FrameReader {
    const moments = () => momentsOf(libvirt, capture);
    const mayBeAbsent = isOff(capture.machine);
    const { file } = capture;
    const tap = new MirrorLogReader({ files: open(file), file, moments, mayBeAbsent });
    const former = formerLog(file);
    if (former === undefined) return tap;
    const files = open(former);
    const before = new MirrorLogReader({ files, file: former, moments, mayBeAbsent: true });
    let isFirst = true;
    return {
        async read() {
            if (!isFirst) return tap.read();
            isFirst = false;
            const [old, now] = [await before.read(), await tap.read()];
            await files.close();
            return {
                portions: [...old.portions, ...now.portions],
                skipped: old.skipped + now.skipped,
                isTorn: now.isTorn,
            };
        },
    };
}
