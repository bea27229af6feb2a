import { imageDiffers, uploadDiffers } from "../../errors";
import type { StorageVolume } from "../../libvirt";
import { sha256Of } from "./hashOfFile";
import { isKnownAs } from "./knownHash";
import type { ReadyImage } from "./sourceImage";
import type { CallContext } from "../lifecycle/resource";
import { sendImage, storedSha256, type SentImage } from "./sendImage";

/** Sends a file into a volume. Refuses what is not stored there as it was sent, and a file that is not the one it should be. */
export async function uploadImage(
    image: SentImage & Pick<ReadyImage, "sha256">,
    volume: StorageVolume,
    context: CallContext,
): Promise<void> {
    const { file, bytes, sha256: expected } = image;
    const isKnown = expected !== undefined && (await isKnownAs(file, expected));
    const isHashed = expected !== undefined && !isKnown;
    const sent = await sendImage(image, volume, isHashed, context);
    context.signal.throwIfAborted();
    if (!sent.isSame)
        throw uploadDiffers({
            volume: `${volume.pool}/${volume.name}`,
            actual: await storedSha256(bytes, volume, context),
            expected: sent.sha256 ?? (await sha256Of(file, context.signal)),
        });
    if (expected === undefined) return;
    // It may have been written to meanwhile.
    const isStill = isKnown && (await isKnownAs(file, expected));
    const actual = isStill
        ? expected
        : (sent.sha256 ?? (await storedSha256(bytes, volume, context)));
    if (actual !== expected) throw imageDiffers({ what: `"${file}"`, actual, expected });
}
