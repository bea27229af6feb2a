import { imageProbed } from "../../errors";
import { MARKED_BYTES, probedFormat } from "../../plainFiles";
import { ImageFile } from "./imageFile";

/** Refuses a file that is to be stored raw, and that libvirt would take for an image of another format. */
export const refuseProbedImage = (file: string): Promise<void> =>
    ImageFile.with(file, async (image) => {
        const format = probedFormat(await image.read(0, MARKED_BYTES));
        if (format !== undefined) throw imageProbed({ file, format });
    });
