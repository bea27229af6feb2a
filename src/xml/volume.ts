import type { Encryption } from "../schema/encryption";
import { encryptionXml } from "./encryption";
import { element, textElement, type Element } from "./element";

/** What libvirt is told of a volume. */
export interface VolumeLayout {
    readonly name: string;
    readonly format: "qcow2" | "raw";
    readonly capacityBytes: number;
    /** Access rights in octal. Default: 0600. */
    readonly mode?: string;
    readonly clusterSizeKiB?: number | undefined;
    readonly extendedL2?: boolean | undefined;
    readonly encryption?: Encryption | undefined;
    readonly backing?: { readonly file: string; readonly format: string } | undefined;
}

// https://libvirt.org/formatstorage.html#storage-volume-xml
export function volumeXml(volume: VolumeLayout): Element {
    const { name, capacityBytes, backing } = volume;
    return element(
        "volume",
        {},
        textElement("name", name),
        textElement("capacity", capacityBytes, { unit: "bytes" }),
        volume.format === "raw" ? textElement("allocation", 0, { unit: "bytes" }) : undefined,
        element(
            "target",
            {},
            element("format", { type: volume.format }),
            permissions(volume.mode ?? "0600"),
            encryptionXml(volume.encryption),
            volume.format === "qcow2" ? qcow2(volume) : undefined,
        ),
        backing &&
            element(
                "backingStore",
                {},
                textElement("path", backing.file),
                element("format", { type: backing.format }),
            ),
    );
}

/** A folder in a pool's: libvirt lists it, and does not look into it. */
export const folderXml = (name: string): Element =>
    element(
        "volume",
        {},
        textElement("name", name),
        textElement("capacity", 0),
        element("target", {}, element("format", { type: "dir" }), permissions("0700")),
    );

const permissions = (mode: string) =>
    element(
        "permissions",
        {},
        textElement("mode", mode),
        textElement("owner", 0),
        textElement("group", 0),
    );

/** Without compat 1.1 QEMU makes version 2: no subclusters, no dirty bitmaps (docs/interop/qcow2.txt). */
function qcow2({ clusterSizeKiB, extendedL2 }: VolumeLayout): Element[] {
    return [
        element("compat", {}, "1.1"),
        ...(clusterSizeKiB === undefined
            ? []
            : [element("clusterSize", { unit: "KiB" }, clusterSizeKiB)]),
        ...(extendedL2 === true ? [element("features", {}, element("extended_l2"))] : []),
    ];
}
