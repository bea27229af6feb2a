import type { ImageFile } from "./imageFile";
import { hasMagic, type Image, type ImageFormat } from "./image";
import { MAGICS } from "./magics";

/** Hyper-V's format. Offsets from MS-VHDX 2.2 (region table) and 2.6 (metadata); all numbers are little-endian. */
export const vhdx: ImageFormat = {
    format: "vhdx",
    driver: "vhdx",
    isFormatOf: (file) => hasMagic(file, MAGICS.vhdx),
    open,
};

const REGION_TABLE = { at: 192 * 1024, signature: "regi", headBytes: 16, countAt: 8 } as const;
const METADATA = { signature: "metadata", headBytes: 32, countAt: 10 } as const;
const ENTRY_BYTES = 32;
const MAX_ENTRIES = 2047;

const METADATA_REGION = guid("8b7ca206-4790-4b9a-b8fe-575f050f886e");
const FILE_PARAMETERS = guid("caa16737-fa36-4d43-b3b6-33f0aa44e76b");
const DISK_SIZE = guid("2fa54224-cd1b-4876-b211-5dbed83bf4b8");

const HAS_PARENT = 2;

async function open(file: ImageFile): Promise<Image> {
    const regions = await entriesOf(file, REGION_TABLE.at, REGION_TABLE);
    const region = required(file, regions, METADATA_REGION);
    const metadataAt = Number(region.readBigUInt64LE(16));
    const items = await entriesOf(file, metadataAt, METADATA);
    const valueOf = (id: string) => {
        const at = metadataAt + required(file, items, id).readUInt32LE(16);
        return file.require(at, 8, "the end of its metadata");
    };
    if (((await valueOf(FILE_PARAMETERS)).readUInt32LE(4) & HAS_PARENT) !== 0)
        throw file.differencing("vhdx");
    return { capacityBytes: (await valueOf(DISK_SIZE)).readBigUInt64LE(0) };
}

/** Both tables are a head with a signature and a count, and entries that begin with a GUID. */
async function entriesOf(
    file: ImageFile,
    at: number,
    table: typeof REGION_TABLE | typeof METADATA,
): Promise<Map<string, Buffer>> {
    const head = await file.require(at, table.headBytes, "the end of its tables");
    if (!head.toString("latin1").startsWith(table.signature))
        throw file.damaged(`its ${table.signature} table is missing`);
    const count = Math.min(head.readUInt16LE(table.countAt), MAX_ENTRIES);
    const bytes = await file.require(
        at + table.headBytes,
        count * ENTRY_BYTES,
        "the end of its tables",
    );
    const entries = Array.from({ length: Math.floor(bytes.length / ENTRY_BYTES) }, (_, index) =>
        bytes.subarray(index * ENTRY_BYTES, (index + 1) * ENTRY_BYTES),
    );
    return new Map(entries.map((entry) => [entry.toString("hex", 0, 16), entry]));
}

function required(file: ImageFile, entries: Map<string, Buffer>, id: string): Buffer {
    const entry = entries.get(id);
    if (entry === undefined) throw file.damaged("its metadata is incomplete");
    return entry;
}

/** The bytes of a GUID in the file: the first three parts are little-endian numbers. */
function guid(text: string): string {
    const parts = text.split("-");
    const reversed = (part: string) => part.match(/../g)?.reverse().join("") ?? "";
    return parts.map((part, index) => (index < 3 ? reversed(part) : part)).join("");
}
