import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Domain, Libvirt } from "../../libvirt";
import { screenPicture } from "../../libvirt/screen/screenPicture";
import { cacheSubfolder } from "../cache/cacheSubfolder";

/** Readable by its owner alone: setup shows the product key when it asks for another one. */
const PRIVATE = 0o600;

/** File with a picture of a guest's screen, in the user's cache; undefined where none can be had. */
export async function savedPicture(
    libvirt: Pick<Libvirt, "screenshot">,
    domain: Domain,
): Promise<string | undefined> {
    try {
        const picture = await screenPicture(libvirt, domain);
        const file = join(await cacheSubfolder("screenshots"), `${domain.name}.png`);
        await rm(file, { force: true });
        await writeFile(file, picture, { mode: PRIVATE });
        return file;
    } catch {
        // It is told beside a failure, which it must not take the place of.
        return undefined;
    }
}
