import type { Pool } from "../../schema/pool";
import { element, textElement, type Element } from "../tree/element";

// https://libvirt.org/formatstorage.html#storage-pool-xml
export function poolXml({ name, uuid, path }: Pool): Element {
    return element(
        "pool",
        { type: "dir" },
        textElement("name", name),
        textElement("uuid", uuid),
        // Without permissions libvirt makes a missing folder with 0711 and leaves an existing one unchanged.
        element("target", {}, textElement("path", path)),
    );
}
