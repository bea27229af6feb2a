import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../../src/errors";
import { inspectImage, type Expected, type InspectedImage } from "../../src/diskImage/inspectImage";

/** Inspects bytes as an image file. */
export async function inspect(bytes: Buffer, expected?: Expected): Promise<InspectedImage> {
    const folder = mkdtempSync(join(tmpdir(), "xplab-inspect-"));
    const file = join(folder, "xp");
    writeFileSync(file, bytes);
    try {
        return await inspectImage(file, expected);
    } catch (error) {
        if (error instanceof UserError) throw new Refusal(error.message.replaceAll(file, "FILE"));
        throw error;
    } finally {
        rmSync(folder, { recursive: true });
    }
}

/** A refusal, with FILE in place of the file's name. */
export class Refusal extends Error {}

export async function expectRefused(
    bytes: Buffer,
    message: string,
    expected?: Expected,
): Promise<void> {
    await expect(inspect(bytes, expected)).rejects.toStrictEqual(new Refusal(message));
}

export const image = (what: string) => `Image "FILE" ${what}`;

const VIRTUALBOX = 'VirtualBox: "VBoxManage clonemedium disk FILE xp.vdi --format VDI"';
/** The tools that convert images which QEMU does not read correctly. */
const TOOLS: Readonly<Record<string, string>> = {
    vpc: VIRTUALBOX,
    vdi: VIRTUALBOX,
    vhdx: 'Hyper-V: "Convert-VHD -Path FILE -DestinationPath xp.vhdx -VHDType Dynamic"',
};
const toolFor = (driver: string) =>
    TOOLS[driver] ?? `"qemu-img convert -f ${driver} -O qcow2 FILE xp.qcow2"`;

const plainOne = (driver: string) =>
    `Convert it to a plain image with ${toolFor(driver)}. [image-unsupported]`;
const wholeOne = (driver: string) =>
    `Convert it to a single image, if you trust its source, with ${toolFor(driver)}. [image-in-parts]`;
export const inParts = (driver: string, where: string) =>
    image(`is incomplete on its own: ${where}. ${wholeOne(driver)}`);
export const unsupported = (driver: string, what: string) => image(`${what}. ${plainOne(driver)}`);
export const lacks = (what: string) =>
    image(`is truncated: it lacks ${what}. Copy or download it again. [image-cut-short]`);
export const damaged = (what: string) =>
    image(`is damaged: ${what}. Use an intact copy of it. [image-damaged]`);
export const sized = (bytes: bigint) =>
    image(
        `claims a disk of ${bytes} bytes. Use an image of at most 2 TiB, which is all that the MBR of Windows XP can address. [image-size]`,
    );
export const encrypted = (remedy: string) => image(`is encrypted. ${remedy} [image-encrypted]`);

/** The reason for refusing differencing images of several formats. */
export const DIFFERENCES = "it holds the differences to another image";
