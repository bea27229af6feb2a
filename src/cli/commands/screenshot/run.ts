import { writeFile } from "node:fs/promises";
import { fileNotWritten, machineOff, pictureOnTerminal } from "../../../errors";
import { screenPicture } from "../../../libvirt/screen/screenPicture";
import type { Io } from "../../output/io";
import { isOff } from "../../host/machine";
import { onMachine } from "../../host/machineOnHost";
import { withProgress } from "../../output/progress";
import { printResult } from "../../output/result";
import { reasonOf } from "../../output/systemError";

export interface ScreenshotOptions {
    readonly uri?: string;
    readonly json?: boolean;
}

const STANDARD_OUTPUT = "-";

/** Writes a machine's screen as PNG to a file or to standard output. */
export async function saveScreenshot(
    io: Io,
    name: string,
    file: string | undefined,
    { uri, json = false }: ScreenshotOptions,
): Promise<void> {
    if (file === STANDARD_OUTPUT && io.out.isTerminal) throw pictureOnTerminal({ machine: name });
    const { machine, picture } = await withProgress(io, "taking the picture", () =>
        takePicture(io, name, uri),
    );
    if (file === STANDARD_OUTPUT) {
        io.out.write(picture);
        return;
    }
    const written = file ?? `${machine}.png`;
    await save(written, picture);
    printResult(io, json, { machine, file: written, bytes: picture.length }, `${written}\n`);
}

const takePicture = (io: Io, name: string, option: string | undefined) =>
    onMachine(io, { name, uri: option }, async ({ libvirt, machine: found, uri }) => {
        const { machine, uuid, domain, state } = found;
        if (isOff(found)) throw machineOff({ machine, state, domain, uri });
        const handle = await libvirt.call("domainLookupByUUID", { uuid });
        return { machine, picture: await screenPicture(libvirt, handle) };
    });

async function save(file: string, picture: Buffer): Promise<void> {
    try {
        await writeFile(file, picture);
    } catch (error) {
        throw fileNotWritten({ file, why: reasonOf(error) }, { cause: error });
    }
}
