import type { Encryption } from "../../schema/volume/encryption";
import { encryptionXml } from "./encryption";
import { element, textElement, type Element } from "../tree/element";

/** A volume as libvirt makes it. */
export interface VolumeLayout {
    readonly name: string;
    readonly format: "qcow2" | "raw";
    readonly capacityBytes: number;
    /** @default only root, until libvirt gives the file to QEMU's user */
    readonly access?: VolumeAccess | undefined;
    readonly clusterSizeKiB?: number | undefined;
    readonly extendedL2?: boolean | undefined;
    readonly encryption?: Encryption | undefined;
    readonly backing?: { readonly file: string; readonly format: string } | undefined;
}

/** Permissions of a volume's file, which belongs to root. */
export interface VolumeAccess {
    /** In octal. */
    readonly mode: string;
    /** The group's number. */
    readonly group: number;
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
            permissions(volume.access ?? { mode: "0600", group: 0 }),
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

/** A folder in a pool's folder: libvirt lists it and does not look into it. */
export const folderXml = (name: string): Element =>
    element(
        "volume",
        {},
        textElement("name", name),
        textElement("capacity", 0),
        element(
            "target",
            {},
            element("format", { type: "dir" }),
            permissions({ mode: "0700", group: 0 }),
        ),
    );

const permissions = ({ mode, group }: VolumeAccess) =>
    element(
        "permissions",
        {},
        textElement("mode", mode),
        textElement("owner", 0),
        textElement("group", group),
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
