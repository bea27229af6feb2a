import { rm, type FileHandle } from "node:fs/promises";
import { z } from "zod";
import { conversionFailed } from "../../../errors";
import type { CallContext } from "../../lifecycle/resource";
import { requireFreeSpace } from "../freeSpace";
import type { InspectedImage } from "../../../diskImage/inspectImage";
import { freshPlace } from "../../cache/leftovers";
import { progressReporter } from "../progress";
import { qemuImg } from "./qemuImg";
import { OUT, SOURCE } from "./sandbox";

type Target = "qcow2" | "raw";

/** An image that is open. */
export interface OpenImage {
    /** The user's path. */
    readonly file: string;
    readonly source: FileHandle;
    readonly image: InspectedImage;
}

/** Converts an image to another format, lends the result to `use`, and deletes it afterwards. */
export async function withConverted<T>(
    open: OpenImage,
    target: Target,
    { signal, log }: Pick<CallContext, "signal" | "log">,
    use: (converted: string) => Promise<T>,
): Promise<T> {
    const { file, image } = open;
    const { folder, name, path: converted } = await freshPlace("conversions");
    const source = nodeOf(image);
    const measure = ["measure", "--output=json", "-O", target, source];
    const size = await qemuImg(measure, { ...open, signal });
    await requireFreeSpace(folder, requiredOf(size, file));
    try {
        const layout = target === "qcow2" ? ["-o", "compat=1.1"] : [];
        await qemuImg(["convert", "-p", "-O", target, ...layout, source, `${OUT}/${name}`], {
            ...open,
            folder,
            signal,
            onOutput: percentReporter(image, log),
        });
        return await use(converted);
    } finally {
        await rm(converted, { force: true });
    }
}

/** The image in QEMU's syntax: this format, this file, and no backing file, whatever its header says. */
const nodeOf = ({ driver }: InspectedImage): string =>
    `json:${JSON.stringify({ driver, backing: null, file: { driver: "file", filename: SOURCE } })}`;

/** One of the fields that qemu-img prints. */
const Measured = z.object({ required: z.number() });

function requiredOf(text: string, file: string): number {
    try {
        return Measured.parse(JSON.parse(text)).required;
    } catch (error) {
        throw conversionFailed(
            { file, said: "qemu-img does not report its size" },
            { cause: error },
        );
    }
}

/** A progress line is `    (12.34/100%)` and a carriage return. */
function percentReporter({ format }: InspectedImage, log: CallContext["log"]) {
    const progress = progressReporter(log);
    return (text: string): void => {
        const percent = /\((\d+)\.\d+\/100%\)/.exec(text)?.[1];
        if (percent !== undefined) progress(() => `converted ${percent} % of ${format}`);
    };
}
