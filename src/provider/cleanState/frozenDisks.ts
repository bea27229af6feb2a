import type { LayerPlan } from "../../cleanState/layer";
import { volumeAt } from "../../cleanState/files";
import { cleanDiskOutsidePool } from "../../errors";
import type { Libvirt } from "../../libvirt";
import { Domain } from "../../schema/domain/domain";
import { readDomain } from "../../xml/domain/read/domain";
import type { Element } from "../../xml/tree/element";
import { imageLayout } from "../storage/imageLayout";

/** Layout of a layer on a raw disk. QEMU's default copies 64 KiB for each scattered 4 KiB write. */
const ON_RAW = { clusterSizeKiB: 128, extendedL2: true };

/** The writable disks of a definition, each with the layer that its clean state puts on it. */
export async function disksToFreeze(
    libvirt: Libvirt,
    domain: string,
    stored: Element,
): Promise<LayerPlan[]> {
    const disks = Domain.inputs.shape.disks.parse(readDomain(stored, {})["disks"]);
    const writable = Object.entries(disks).filter(([, { readOnly }]) => !readOnly);
    return Promise.all(
        writable.map(async ([target, { file, format, encryption }]) => {
            const volume = await volumeAt(libvirt, file);
            const layout = volume && (await imageLayout(libvirt, volume, format));
            if (layout === undefined) throw cleanDiskOutsidePool({ domain, file });
            const { capacityBytes, clusterSizeKiB, extendedL2 } = layout;
            const clusters = format === "raw" ? ON_RAW : { clusterSizeKiB, extendedL2 };
            const keyed = encryption && { encryption };
            return { target, file, format, capacityBytes, ...clusters, ...keyed };
        }),
    );
}
