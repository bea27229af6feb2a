import {
    validateBackingEncryption,
    validateClusterSize,
    validateFilesystem,
    validateFolderFormat,
    validateOverlayFormat,
    validateSize,
    validateSourceSize,
    validateSource,
    validateContentOrigin,
    validateUrlHash,
    Volume,
} from "../../../src/schema/volume/volume";

const volume = (fields: object) => Volume.inputs.parse({ pool: "pool", ...fields });
const source = { file: "xp.qcow2" };

describe("validateContentOrigin", () => {
    test.each([[{}], [{ source }], [{ backingVolume: "a/b" }]])("accepts %j", (fields) => {
        expect(validateContentOrigin(volume(fields))).toEqual([]);
    });

    test("rejects both", () => {
        expect(validateContentOrigin(volume({ source, backingVolume: "a/b" }))).toEqual([
            {
                path: ["source"],
                message: "must be absent when backingVolume is set [source-and-backing]",
            },
        ]);
    });
});

const url = "https://host/xp.qcow2";
const sha256 = "0".repeat(64);

describe("validateSource", () => {
    test.each([
        [{ capacityBytes: 1 }],
        [{ source }],
        [{ source: { url, sha256 } }],
        [{ source: { folder: "tools" } }],
    ])("accepts %j", (fields) => {
        expect(validateSource(volume(fields))).toEqual([]);
    });

    test.each([[{}], [{ file: "xp.qcow2", url, sha256 }], [{ file: "a", folder: "b" }]])(
        "rejects %j",
        (several) => {
            expect(validateSource(volume({ source: several }))).toEqual([
                {
                    path: ["source"],
                    message: "must have exactly one of file, url and folder [source-not-one]",
                },
            ]);
        },
    );
});

describe("validateUrlHash", () => {
    test.each([[{ capacityBytes: 1 }], [{ source }], [{ source: { url, sha256 } }]])(
        "accepts %j",
        (fields) => {
            expect(validateUrlHash(volume(fields))).toEqual([]);
        },
    );

    test("rejects a URL alone", () => {
        expect(validateUrlHash(volume({ source: { url } }))).toEqual([
            { path: ["source", "sha256"], message: "is required with url [url-needs-hash]" },
        ]);
    });
});

test.each(["ftp://host/xp", "https://", "https://me:secret@host/xp", "https://host/x p"])(
    "%s is no address of an image",
    (address) => {
        const result = Volume.inputs.safeParse({ pool: "p", source: { url: address, sha256 } });
        expect(result.error?.issues.map(({ path, message }) => [path, message])).toEqual([
            [["source", "url"], 'must be like "https://host/xp.qcow2", without a user or password'],
        ]);
    },
);

describe("validateSourceSize", () => {
    test.each([[{ source }], [{ capacityBytes: 1, clusterSizeKiB: 64 }]])(
        "accepts %j",
        (fields) => {
            expect(validateSourceSize(volume(fields))).toEqual([]);
        },
    );

    test("rejects every word on the layout of what is uploaded", () => {
        const filesystem = { type: "fat16" };
        const fields = { capacityBytes: 1, clusterSizeKiB: 64, extendedL2: false, filesystem };
        expect(validateSourceSize(volume({ source, ...fields }))).toEqual(
            Object.keys(fields).map((field) => ({
                path: [field],
                message: "must be absent when source is set [layout-beside-source]",
            })),
        );
    });
});

describe("validateSize", () => {
    test.each([[{ source }], [{ backingVolume: "a/b" }], [{ capacityBytes: 1 }]])(
        "accepts %j",
        (fields) => {
            expect(validateSize(volume(fields))).toEqual([]);
        },
    );

    test("rejects an empty volume without a size", () => {
        expect(validateSize(volume({}))).toEqual([
            {
                path: ["capacityBytes"],
                message: "is required without source or backingVolume [size-unknown]",
            },
        ]);
    });
});

describe("validateOverlayFormat", () => {
    test.each([
        [{ backingVolume: "a/b", clusterSizeKiB: 128, extendedL2: true }],
        [{ format: "raw" }],
        [{ format: "raw", extendedL2: false }],
    ])("accepts %j", (fields) => {
        expect(validateOverlayFormat(volume(fields))).toEqual([]);
    });

    test("rejects each of qcow2's fields on a raw volume", () => {
        const fields = { backingVolume: "a/b", clusterSizeKiB: 64, extendedL2: true };
        const message = 'must be absent unless format is "qcow2" [not-for-raw]';
        expect(validateOverlayFormat(volume({ format: "raw", ...fields }))).toEqual([
            { path: ["backingVolume"], message },
            { path: ["clusterSizeKiB"], message },
            { path: ["extendedL2"], message },
        ]);
    });
});

describe("validateClusterSize", () => {
    test.each([undefined, 4, 64, 2048])("accepts %s", (clusterSizeKiB) => {
        expect(validateClusterSize(volume({ clusterSizeKiB }))).toEqual([]);
    });

    test.each([5, 96, 2047])("rejects %d", (clusterSizeKiB) => {
        expect(validateClusterSize(volume({ clusterSizeKiB }))).toEqual([
            {
                path: ["clusterSizeKiB"],
                message: `must be a power of two, not ${clusterSizeKiB} [cluster-size-odd]`,
            },
        ]);
    });
});

describe("validateBackingEncryption", () => {
    const backingEncryption = { secret: "6a1576b9-9557-4d9e-950f-712f1bc5e2e6" };

    test.each([[{}], [{ backingVolume: "a/b", backingEncryption }]])("accepts %j", (fields) => {
        expect(validateBackingEncryption(volume(fields))).toEqual([]);
    });

    test("rejects the encryption of nothing", () => {
        expect(validateBackingEncryption(volume({ backingEncryption }))).toEqual([
            {
                path: ["backingEncryption"],
                message: "must be absent without backingVolume [backing-encryption-alone]",
            },
        ]);
    });
});

describe("validateFolderFormat", () => {
    test.each([[{ source }], [{ format: "raw", source: { folder: "tools" } }]])(
        "accepts %j",
        (fields) => {
            expect(validateFolderFormat(volume(fields))).toEqual([]);
        },
    );

    test("rejects a folder in any other format", () => {
        expect(validateFolderFormat(volume({ source: { folder: "tools" } }))).toEqual([
            { path: ["format"], message: 'must be "raw" when source.folder is set [raw-alone]' },
        ]);
    });
});

describe("validateFilesystem", () => {
    const raw = { format: "raw" };
    const [fat16, fat32] = ["fat16", "fat32"].map((type) => ({ type }));

    test.each([
        [{}],
        [{ ...raw, filesystem: fat16, capacityBytes: 8 * 2 ** 20 }],
        [{ ...raw, filesystem: fat16, capacityBytes: 2 ** 31 }],
        [{ ...raw, filesystem: fat32, capacityBytes: 64 * 2 ** 20 }],
    ])("accepts %j", (fields) => {
        expect(validateFilesystem(volume(fields))).toEqual([]);
    });

    test.each(["not known yet", { type: "not known yet" }])("leaves %j alone", (filesystem) => {
        const open = { ...volume({ ...raw, capacityBytes: 1 }), filesystem } as unknown as Volume;
        expect(validateFilesystem(open)).toEqual([]);
    });

    test.each([
        [fat16, 8 * 2 ** 20 - 1, "must be 8 MiB to 2 GiB for fat16 [file-system-misfits]"],
        [fat16, 2 ** 31 + 1, "must be 8 MiB to 2 GiB for fat16 [file-system-misfits]"],
        [fat32, 64 * 2 ** 20 - 1, "must be 64 MiB to 2 TiB for fat32 [file-system-misfits]"],
        [fat32, 2 ** 41, "must be 64 MiB to 2 TiB for fat32 [file-system-misfits]"],
    ])("rejects %j with %d bytes", (filesystem, capacityBytes, message) => {
        expect(validateFilesystem(volume({ ...raw, filesystem, capacityBytes }))).toEqual([
            { path: ["capacityBytes"], message },
        ]);
    });
});
