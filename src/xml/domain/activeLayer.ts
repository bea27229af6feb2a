import { mapChildren, mapDevices } from "../tree/children";
import { element, type Element } from "../tree/element";
import { all, attributesAt, first } from "../tree/query";

/** The image that a guest writes to while the declared one is frozen. */
export const activeFile = (frozen: string): string => `${frozen}.active`;

/** The disks of a definition that are active layers, with their frozen images. */
export const layeredDisks = (domain: Element): { target: string; frozen: string }[] =>
    all(domain, "devices", "disk").flatMap((disk) => {
        const frozen = frozenBelow(disk)?.file;
        const target = attributesAt(disk, "target")["dev"] ?? "";
        return frozen === undefined ? [] : [{ target, frozen }];
    });

/** The images of a definition below an active layer. */
export const frozenFiles = (domain: Element): string[] =>
    layeredDisks(domain).map(({ frozen }) => frozen);

/** A definition as the program declares it: frozen images in place of their active layers. */
export const withoutActiveLayers = (domain: Element): Element => mapDisks(domain, withoutLayer);

/** A definition as libvirt has it: active layers on these images. */
export const withActiveLayers = (domain: Element, frozen: ReadonlySet<string>): Element =>
    mapDisks(domain, (disk) =>
        frozen.has(attributesAt(disk, "source")["file"] ?? "") ? withLayer(disk) : disk,
    );

/** The image below a disk that is an active layer. */
function frozenBelow(disk: Element): { file: string; store: Element } | undefined {
    const store = first(disk, "backingStore");
    const file = store && attributesAt(store, "source")["file"];
    if (store === undefined || file === undefined) return undefined;
    return attributesAt(disk, "source")["file"] === activeFile(file) ? { file, store } : undefined;
}

function withoutLayer(disk: Element): Element {
    const frozen = frozenBelow(disk);
    if (frozen === undefined) return disk;
    const { type } = attributesAt(frozen.store, "format");
    return mapChildren(disk, (child) => {
        switch (child.name) {
            case "driver":
                return [{ ...child, attributes: { ...child.attributes, ...(type && { type }) } }];
            case "source":
                return all(frozen.store, "source");
            case "backingStore":
                return all(frozen.store, "backingStore");
            default:
                return [child];
        }
    });
}

/**
 * libvirt relabels the frozen image, unlike those below it: it belongs to QEMU's user before and after, and QEMU could
 * not read it as root's.
 */
function withLayer(disk: Element): Element {
    const { type = "raw" } = attributesAt(disk, "driver");
    const { file = "" } = attributesAt(disk, "source");
    const encryption = all(disk, "source", "encryption");
    const store = element(
        "backingStore",
        { type: "file" },
        element("format", { type }),
        element("source", { file }, encryption),
        first(disk, "backingStore") ?? element("backingStore"),
    );
    return mapChildren(disk, (child) => {
        switch (child.name) {
            case "driver":
                return [{ ...child, attributes: { ...child.attributes, type: "qcow2" } }];
            case "source":
                return [element("source", { file: activeFile(file) }, encryption), store];
            case "backingStore":
                return [];
            default:
                return [child];
        }
    });
}

const mapDisks = (domain: Element, change: (disk: Element) => Element): Element =>
    mapDevices(domain, (device) => [device.name === "disk" ? change(device) : device]);
