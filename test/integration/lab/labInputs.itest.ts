import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { virsh } from "../support/host/command";
import { emptyImage, idleLab } from "../support/programs/idleLab";
import { IMAGES, testName } from "../support/host/names";
import { Stack } from "../support/stack/stack";

jest.setTimeout(300_000);

const name = testName("inputs");

let folder: string;
let stack: Stack;

beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), testName("inputs-")));
    await emptyImage(join(folder, "xp.qcow2"), 1);
    stack = await Stack.create({ project: "inputs", program: "" });
});

afterAll(async () => {
    await stack.dispose();
    await rm(folder, { recursive: true });
});

/** A lab in which every field that may be an Output is one that is known once the pool exists, whose id is random. */
const declare = (fields: Readonly<Record<string, unknown>> = {}) => {
    const { memoryMiB, vcpus, image, pool, screenPassword, sha256 } = {
        memoryMiB: 96,
        vcpus: 2,
        pool: name,
        screenPassword: "Canary7!",
        ...fields,
    } as Readonly<Record<string, unknown>>;
    const later = (value: unknown) =>
        value === undefined ? "undefined" : `made.id.apply(() => (${JSON.stringify(value)}))`;
    const golden = `new GoldenImage("${name}-xp", {
    source: ${later(join(folder, "xp.qcow2"))},
    sha256: ${later(sha256)},
    pool: Promise.resolve(made.name),
}, options)`;
    const args = `{
    image: ${image === undefined ? "xp.volume" : later(image)},
    pool: ${later(pool)},
    machines: { xp: { memoryMiB: ${later(memoryMiB)}, vcpus: ${later(vcpus)} }, other: { vcpus: Promise.resolve(1) } },
    screenPassword: pulumi.secret(${later(screenPassword)}),
}`;
    const before = `
const made = new libvirt.Pool("${name}-pool", { name: "${name}", path: "${IMAGES}/${name}" }, { provider });
const xp = ${golden};`;
    return stack.setProgram(idleLab(args, before).replaceAll('"lab"', `"${name}"`));
};

test("preview accepts unknown values, and up uses them once known", async () => {
    await declare();
    expect(Object.keys(await stack.preview())).toEqual(["create"]);
    await stack.up();
    const dump = await virsh("dumpxml", "--security-info", `${name}-dev-xp`);
    expect(dump).toContain("unit='KiB'>98304</memory>");
    expect(dump).toContain("<vcpu placement='static'>2</vcpu>");
    expect(dump).toContain("passwd='Canary7!'");
    expect(dump).toContain(`<source file='${IMAGES}/${name}/${name}-xp-disk-`);
    expect(Object.keys(await stack.preview())).toEqual(["same"]);
});

test("neither output nor state contains the password", async () => {
    const printed = await stack.succeed("stack", "output", "--json");
    expect(JSON.parse(printed)).toHaveProperty("machines.xp.state", "running");
    for (const text of [printed, await stack.stateText(), await stack.succeed("preview")]) {
        expect(text).not.toContain("Canary7!");
    }
});

test.each([
    [
        "memoryMiB",
        8,
        "memoryMiB must be 64 or more: Windows XP Professional does not start with less",
    ],
    ["memoryMiB", "much", "property memoryMiB value {much} has a problem: must be a number"],
    ["vcpus", 33, "vcpus must be 32 or less: Windows XP Professional cannot use more"],
    ["vcpus", 0, "property vcpus value {0} has a problem: must be 1 or more"],
    ["image", "xp.qcow2", 'must be a volume id of the form "pool/volume"'],
    [
        "pool",
        "a b",
        "must be 1 to 63 letters, digits, dots, dashes or underscores and start with a letter or digit",
    ],
    ["screenPassword", "123456789", "must be at most 8 bytes for VNC"],
    ["sha256", "beef", "must be a SHA-256 in 64 lower-case hexadecimal digits"],
])("refuses %s as the Output %j, with the reason", async (field, value, reason) => {
    await declare({ [field]: value });
    const { code, stdout } = await stack.run(["preview"]);
    expect(code).not.toBe(0);
    expect(stdout).toContain(reason);
});
