import { screenPicture } from "../../../libvirt/screen/screenPicture";
import { onHost } from "../../host/onHost";

/** The screen of a running machine, as a PNG. */
export const screenshot = (uri: string, uuid: string): Promise<Buffer> =>
    onHost(uri, async (libvirt) =>
        screenPicture(libvirt, await libvirt.call("domainLookupByUUID", { uuid })),
    );
