import { imageEncrypted, imageNotEncrypted } from "../errors";
import { hasMagic, type Image, type ImageFormat } from "./image";
import type { ImageFile } from "./imageFile";
import { MAGICS } from "./magics";
import { checkClusters } from "./qcow2Contents";
import { openQcow2 } from "./qcow2Disk";
import {
    backingNameOf,
    ENCRYPTION,
    EXTENSION,
    extensionsOf,
    MAX_L1_BYTES,
    qcow2HeaderOf,
    type Qcow2Header,
} from "./qcow2Header";

/** QEMU's own format. */
export const qcow2: ImageFormat = {
    format: "qcow2",
    driver: "qcow2",
    isFormatOf: (file) => hasMagic(file, MAGICS.qcow2),
    open,
};

async function open(file: ImageFile, isEncrypted: boolean): Promise<Image> {
    const header = await qcow2HeaderOf(file);
    await refuseOtherFiles(file, header);
    refuseEncryption(file, header, isEncrypted);
    refuseFeatures(file, header);
    refuseTables(file, header);
    return {
        capacityBytes: header.capacityBytes,
        read: async (at, length) => (await openQcow2(file.source)).read(at, length),
        checkContents: () => checkClusters(file, header),
    };
}

async function refuseOtherFiles(file: ImageFile, header: Qcow2Header): Promise<void> {
    const inParts = (where: string) => file.inParts("qcow2", printable(where));
    const backing = await backingNameOf(file.source, header);
    if (backing !== undefined) throw inParts(`its backing file is "${backing}"`);
    const types = new Set<number>();
    let dataFile;
    for await (const { type, data } of extensionsOf(file.source, header)) {
        if (types.has(type)) throw file.damaged("its header repeats itself");
        types.add(type);
        if (type === EXTENSION.dataFileName) dataFile = data.toString("utf8");
    }
    if (dataFile !== undefined) throw inParts(`its data file is "${dataFile}"`);
    if (header.hasDataFile) throw inParts("its data is in another file");
}

/** Without characters of the file that a terminal would act on. */
const printable = (text: string) => text.replace(/[^\x20-\x7e]/g, "?");

function refuseEncryption(file: ImageFile, header: Qcow2Header, isEncrypted: boolean): void {
    const { encryption } = header;
    if (isEncrypted && encryption !== ENCRYPTION.luks) throw imageNotEncrypted({ file: file.path });
    if (isEncrypted || encryption === ENCRYPTION.none) return;
    const remedy =
        encryption === ENCRYPTION.luks
            ? "Set encryption to the Secret that holds its passphrase."
            : 'Decrypt it with "qemu-img convert".';
    throw imageEncrypted({ file: file.path, remedy });
}

/** 0 is zlib, 1 is Zstandard. */
const MAX_COMPRESSION = 1;

function refuseFeatures(file: ImageFile, header: Qcow2Header): void {
    const unsupported = (what: string) => file.unsupported("qcow2", what);
    const { unknownFeatures, compression } = header;
    if (unknownFeatures !== 0n)
        throw unsupported(`has unknown features (0x${unknownFeatures.toString(16)})`);
    if (header.isCorrupt) throw file.damaged("QEMU has marked it as corrupt");
    if (compression > MAX_COMPRESSION)
        throw unsupported(`has unknown compression (${compression})`);
}

/** QEMU's limit (block/qcow2.h). */
const MAX_REFCOUNT_BYTES = 2 ** 23;

/** The first and the last table of a whole image are inside it. */
function refuseTables(file: ImageFile, header: Qcow2Header): void {
    const { clusterBits, clusterBytes, l1Bytes } = header;
    if (!header.hasValidClusters) throw file.damaged(`it has clusters of 2^${clusterBits} bytes`);
    const refcountBytes = header.refcountTableClusters * clusterBytes;
    if (l1Bytes > MAX_L1_BYTES || refcountBytes > MAX_REFCOUNT_BYTES)
        throw file.damaged("its tables are larger than any disk needs");
    if (l1Bytes < header.requiredL1Bytes) throw file.damaged("its table of clusters is too small");
    file.refuseEndBefore(header.l1At + l1Bytes, "the end of its table of clusters");
    file.refuseEndBefore(
        header.refcountTableAt + refcountBytes,
        "the end of its table of references",
    );
}
