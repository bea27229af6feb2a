import * as pulumi from "@pulumi/pulumi";
import { GoldenImage } from "../../src/components/goldenImage";
import { promiseOf, recordResources, type Recorded } from "./recording";

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
