import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { stackFileSchema } from "../../../tools/generate/configuration/stackFileSchema";

const FILE = join(__dirname, "..", "..", "..", "config.schema.json");
const written = readFileSync(FILE, "utf8");

test("config.schema.json is what the schemas say", () => {
    expect(written).toBe(`${JSON.stringify(stackFileSchema("xp-lab"), null, 4)}\n`);
});

/** Judges by the document that is written, as an editor does. */
const judge = z.fromJSONSchema(JSON.parse(written) as z.core.JSONSchema.JSONSchema);
const takes = (file: unknown) => judge.safeParse(file).success;

const config = {
    "libvirt:uri": "qemu:///system",
    "xp-lab:image": "~/images/xp-sp3.qcow2",
    "xp-lab:imageSha256": "0".repeat(64),
    "xp-lab:pool": "images",
    "xp-lab:networks": { detonation: { reach: "guests" } },
    "xp-lab:machines": { patient: { count: 3, network: "detonation", memoryMiB: 512, vcpus: 2 } },
    "xp-lab:screen": "socket",
    "xp-lab:screenPassword": { secure: "v1:abc:def" },
};

test.each([
    ["all keys", { config }],
    ["none", { config: {} }],
    ["an emptied section", { config: null }],
    ["no section", { encryptionsalt: "v1:abc:v1:def", environment: ["shared"] }],
    ["another package's", { config: { "aws:region": "eu-central-1", "xp-lab2:image": 5 } }],
])("takes a file with %s", (_what, file) => {
    expect(takes(file)).toBe(true);
});

const machine = (fields: object) => ({ "xp-lab:machines": { patient: fields } });

test.each<[string, Record<string, unknown>]>([
    ["an unknown key", { "xp-lab:machine": {} }],
    ["an unknown key of the host", { "libvirt:url": "qemu:///system" }],
    ["a key without namespace", { image: "~/xp.qcow2" }],
    ["an image that is neither file nor volume", { "xp-lab:image": "xp.qcow2" }],
    ["another kind of hash", { "xp-lab:imageSha256": "d41d8cd98f00b204e9800998ecf8427e" }],
    ["a pool that is a number", { "xp-lab:pool": 5 }],
    ["a secret pool", { "xp-lab:pool": { secure: "v1:abc" } }],
    ["a screen that is an address", { "xp-lab:screen": "0.0.0.0" }],
    ["a password in clear", { "xp-lab:screenPassword": "s3cret" }],
    ["an unknown reach", { "xp-lab:networks": { lan: { reach: "everything" } } }],
    ["an upper-case name", { "xp-lab:machines": { Patient: {} } }],
    ["a name that is too long", { "xp-lab:machines": { ["a".repeat(16)]: {} } }],
    ["a machine without braces", { "xp-lab:machines": { patient: null } }],
    ["a secret machine", { "xp-lab:machines": { patient: { secure: "v1:abc" } } }],
    ["an unknown field", machine({ ram: 512 })],
    ["a secret field", machine({ memoryMiB: { secure: "v1:abc" } })],
    ["a number in quotes", machine({ count: "3" })],
    ["a number that is too small", machine({ memoryMiB: 8 })],
    ["a number that is not whole", machine({ vcpus: 1.5 })],
])("refuses %s", (_what, wrong) => {
    expect(takes({ config: { ...config, ...wrong } })).toBe(false);
});

test("the keys are those of the project", () => {
    const other = z.fromJSONSchema(stackFileSchema("my.lab"));
    const takesKey = (key: string) => other.safeParse({ config: { [key]: "/xp.qcow2" } }).success;
    expect(["my.lab:image", "my.lab:disk", "myxlab:disk"].map(takesKey)).toEqual([
        true,
        false,
        true,
    ]);
});
