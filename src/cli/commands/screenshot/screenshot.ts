import { screenPicture } from "../../../libvirt/screen/screenPicture";
import { onHost } from "../../host/onHost";

/** A picture of what a running machine shows, as a PNG. */
export const screenshot = (uri: string, uuid: string): Promise<Buffer> =>
    onHost(uri, async (libvirt) =>
        screenPicture(libvirt, await libvirt.call("domainLookupByUUID", { uuid })),
    );
