import { PNG } from "pngjs";
import type { Domain } from "../handles";
import type { Libvirt } from "../libvirt";
import { parsePortablePixmap } from "./portablePixmap";

const pngMime = "image/png";

/** A picture of a running domain's screen, as a PNG. */
export async function screenPicture(
    libvirt: Pick<Libvirt, "screenshot">,
    domain: Domain,
): Promise<Buffer> {
    const { mime, data } = await libvirt.screenshot(domain);
    // libvirt and QEMU choose the format: a portable pixmap, or a PNG in later versions.
    return mime === pngMime ? data : encodePng(data);
}

function encodePng(pixmap: Buffer): Buffer {
    const { width, height, rgb } = parsePortablePixmap(pixmap);
    const png = new PNG({ width, height });
    for (let pixel = 0; pixel < width * height; pixel += 1) {
        rgb.copy(png.data, pixel * 4, pixel * 3, pixel * 3 + 3);
        png.data[pixel * 4 + 3] = 0xff;
    }
    return PNG.sync.write(png, { colorType: 2 });
}
