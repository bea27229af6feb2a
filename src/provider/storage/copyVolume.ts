import type { StoragePool, StorageVolume } from "../../libvirt";
import { print } from "../../xml/tree/element";
import { volumeXml, type VolumeLayout } from "../../xml/storage/volume";
import { undoable } from "../lifecycle/outcome";
import type { CreateContext } from "../lifecycle/resource";
import { removeVolume } from "./volumes";

const LIMIT_MILLISECONDS = 60 * 60 * 1000;

/** Has the host copy a volume into a new sparse one; undone when the create fails later. */
export function copyVolume(
    source: StorageVolume,
    pool: StoragePool,
    layout: VolumeLayout,
    { libvirt, undo }: CreateContext,
): Promise<StorageVolume> {
    const xml = print(volumeXml(layout));
    const options = { timeoutMs: LIMIT_MILLISECONDS };
    return undoable(libvirt.call("storageVolCreateXMLFrom", { pool, xml, source }, options), () =>
        undo(() => removeVolume(libvirt, `${pool.name}/${layout.name}`)),
    );
}
