import { imageDiffers, uploadDiffers } from "../../../errors";
import type { StorageVolume } from "../../../libvirt";
import { sha256Of } from "../source/hashOfFile";
import { isKnownAs } from "../source/knownHash";
import type { UploadableImage } from "../uploadableImage";
import type { CallContext } from "../../lifecycle/resource";
import type { ImageToUpload } from "./upload";
import { storedSha256, uploadByStream } from "./uploadByStream";
import { uploadPastDaemon } from "./uploadPastDaemon";

/**
 * Uploads a file into a volume and reads it back, because a full disk or a restarted daemon may have cut it short. Refuses a
 * volume with other content than the file, and a file whose SHA-256 is not the expected one.
 */
export async function uploadImage(
    image: ImageToUpload & Pick<UploadableImage, "sha256">,
    volume: StorageVolume,
    context: CallContext,
): Promise<void> {
    const { file, bytes, sha256: expected } = image;
    const isKnown = expected !== undefined && (await isKnownAs(file, expected));
    const isHashed = expected !== undefined && !isKnown;
    const uploaded =
        (await uploadPastDaemon(image, volume, isHashed, context)) ??
        (await uploadByStream(image, volume, context));
    context.signal.throwIfAborted();
    if (!uploaded.isSame) {
        throw uploadDiffers({
            volume: `${volume.pool}/${volume.name}`,
            actual: await storedSha256(bytes, volume, context),
            expected: uploaded.sha256 ?? (await sha256Of(file, context.signal)),
        });
    }
    if (expected === undefined) return;
    // Somebody may have written to it during the upload.
    const isStill = isKnown && (await isKnownAs(file, expected));
    const actual = isStill
        ? expected
        : (uploaded.sha256 ?? (await storedSha256(bytes, volume, context)));
    if (actual !== expected) throw imageDiffers({ what: `"${file}"`, actual, expected });
}
