import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Domain, Libvirt } from "../../../libvirt";
import { screenPicture } from "../../../libvirt/screen/screenPicture";
import { messageOf } from "../../lifecycle/errors";

/**
 * Saves what a guest shows, and says where. The working directory is the program's: a folder of one's own among the temporary
 * files disturbs nobody, and no other user can read it or have laid a link in its place.
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
