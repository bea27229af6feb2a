import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Domain, Libvirt } from "../../libvirt";
import { screenPicture } from "../../libvirt/screen/screenPicture";
import { cacheSubfolder } from "../cache/cacheSubfolder";

/** Readable by its owner only: setup shows a rejected product key. */
const PRIVATE = 0o600;

/** Saves a picture of a guest's screen in the user's cache, and returns its path; undefined if that fails. */
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
        // The picture only accompanies an error, which it must not replace.
        return undefined;
    }
}
