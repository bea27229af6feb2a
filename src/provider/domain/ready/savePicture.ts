import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Domain, Libvirt } from "../../../libvirt";
import { screenPicture } from "../../../libvirt/screen/screenPicture";
import { messageOf } from "../../lifecycle/errors";

/**
 * Saves a picture of a guest's screen and returns a sentence with its path. It goes into a new temporary folder, because the
 * working directory is the program's, and no other user can read that folder or plant a link in it.
 */
export async function savePicture(libvirt: Libvirt, domain: Domain): Promise<string> {
    try {
        const picture = await screenPicture(libvirt, domain);
        const file = join(await mkdtemp(join(tmpdir(), "xplab-")), `${domain.name}.png`);
        await writeFile(file, picture);
        return `Its screen is in ${file}`;
    } catch (error) {
        return `There is no picture of its screen: ${messageOf(error)}`;
    }
}
