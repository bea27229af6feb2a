import { homedir } from "node:os";
import { join, resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { GoldenImage } from "../../../src/components/image/goldenImage";
import { promiseOf, recordResources, type Recorded } from "../recording";

let record: Record<string, Recorded>;

beforeEach(async () => {
    record = await recordResources();
});

afterEach(() => {
    jest.restoreAllMocks();
});

const SHA256 = "0".repeat(64);

test("is a volume in a pool of its own", async () => {
    const { volume } = new GoldenImage("xp", { source: "/home/me/xp.qcow2" });
    expect(await promiseOf(volume)).toBe("id of xp-volume");
    const bare = { aliases: [], deleteBeforeReplace: false };
    expect(record).toEqual({
        xp: { type: "xplab:index:GoldenImage", parent: "", inputs: {}, ...bare },
        "xp-pool": {
            type: "libvirt:index:Pool",
            parent: "xp",
            inputs: { name: "xp-dev", path: "/var/lib/libvirt/images/xp-dev" },
            aliases: [],
            deleteBeforeReplace: true,
        },
        "xp-volume": {
            type: "libvirt:index:Volume",
            parent: "xp",
            inputs: { pool: "xp-dev", source: { file: "/home/me/xp.qcow2" } },
            ...bare,
        },
    });
});

test("takes an existing pool and the SHA-256 that it must have", async () => {
    const args = { source: "/xp.qcow2", sha256: SHA256, pool: pulumi.output("images") };
    await promiseOf(new GoldenImage("xp", args).volume);
    expect(Object.keys(record)).toEqual(["xp", "xp-volume"]);
    expect(record["xp-volume"]?.inputs).toEqual({
        pool: "images",
        source: { file: "/xp.qcow2", sha256: SHA256 },
    });
});

test.each([
    ["~/xp.vdi", { file: join(homedir(), "xp.vdi") }],
    ["images/xp.vmdk", { file: resolve("images/xp.vmdk") }],
    ["https://host/xp.qcow2?a=1", { url: "https://host/xp.qcow2?a=1" }],
])("%s is %j, also when it is an output", async (given, source) => {
    for (const [name, value] of [
        ["plain", given],
        ["output", pulumi.output(given)],
    ] as const) {
        await promiseOf(new GoldenImage(name, { source: value, sha256: SHA256, pool: "p" }).volume);
        expect(record[`${name}-volume`]?.inputs).toEqual({
            pool: "p",
            source: { ...source, sha256: SHA256 },
        });
    }
});

test("tells the edition that it was declared with", async () => {
    const source = "/xp.qcow2";
    const home = new GoldenImage("home", { source, edition: "home" });
    const any = new GoldenImage("any", { source });
    await Promise.all([home, any].map(({ volume }) => promiseOf(volume)));
    expect([home.edition, any.edition]).toEqual(["home", "professional"]);
});

test("an address needs its SHA-256, which may be an output, and no password", async () => {
    const source = "https://me:secret@host/xp.qcow2";
    expect(() => new GoldenImage("xp", { source })).toThrow(
        new pulumi.RunError(
            [
                'GoldenImage "xp" cannot be made:',
                "  sha256 is required for an image that is downloaded [address-needs-hash]",
                '  source must be like "https://host/xp.qcow2", without a user or password [address-malformed]',
            ].join("\n"),
        ),
    );
    const sha256 = pulumi.output(SHA256);
    const { volume } = new GoldenImage("xp", { source: "https://host/xp", sha256 });
    expect(await promiseOf(volume)).toBe("id of xp-volume");
});

test("one error tells all that is wrong", () => {
    expect(() => new GoldenImage("xp", { source: "", sha256: "1", pool: "a/b" })).toThrow(
        new pulumi.RunError(
            [
                'GoldenImage "xp" cannot be made:',
                "  source must not be empty [too-short]",
                '  sha256 must be a SHA-256 in 64 lower-case hexadecimal digits, not "1" [malformed]',
                '  pool must be 1 to 63 letters, digits, dots, dashes or underscores and start with a letter or digit, not "a/b" [malformed]',
            ].join("\n"),
        ),
    );
});

test("hands on what it is told of the image", () => {
    const { edition, drivers, hal } = new GoldenImage("xp", {
        source: "/home/me/xp.qcow2",
        edition: "home",
        drivers: ["virtio-blk"],
        hal: "acpi-pc",
    });
    expect([edition, drivers, hal]).toEqual(["home", ["virtio-blk"], "acpi-pc"]);
    const plain = new GoldenImage("other", { source: "/home/me/xp.qcow2" });
    expect([plain.edition, plain.drivers, plain.hal]).toEqual(["professional", [], undefined]);
});
