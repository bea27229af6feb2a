import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commandLinesDuring, filesWith, markMoment } from "../support/host/leaks";
import { output, virsh } from "../support/host/command";
import { encryptedImage } from "../support/host/encryptedImage";
import { encryptedLab } from "../support/programs/encryptedLab";
import { testName } from "../support/host/names";
import { Stack } from "../support/stack/stack";

jest.setTimeout(600_000);

const MIB = 2 ** 20;
const name = testName("luks");
/** Passphrases of the image and of the disk on it; no other file has such text by chance. */
const [IMAGE, DISK] = [randomBytes(12).toString("hex"), randomBytes(12).toString("hex")];

let folder: string;
let stack: Stack;

interface Variation {
    readonly imageValue?: string;
    readonly rest?: string;
}

/** A guest on an encrypted disk on an encrypted image. */
const program = ({ imageValue, rest = "" }: Variation = {}) => `
${encryptedLab({ name, image: `${folder}/image.qcow2`, imageValue })}
const guest = (name, { path: file, format, backingChain, encryption }) => new libvirt.Domain(name, {
    name: "${name}-" + name,
    accelerator: "tcg",
    memoryMiB: 16,
    disks: { hda: { file, format, backingChain, encryption } },
}, options);
guest("guest", disk);
${rest}`;

beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), testName("luks-")));
    await markMoment(join(folder, "since"));
    await writeFile(join(folder, "image"), IMAGE);
    await encryptedImage(join(folder, "image.qcow2"), join(folder, "image"), { size: "8M" });
    stack = await Stack.create({ project: "luks", program: program() });
    for (const [key, value] of Object.entries({ image: IMAGE, disk: DISK, other: "0123456789" })) {
        await stack.succeed("config", "set", "--secret", key, value);
    }
});

afterAll(async () => {
    await stack.dispose();
    await rm(folder, { recursive: true });
});

test("boots a guest from an encrypted disk on an encrypted image, and shows no passphrase", async () => {
    const up = stack.run(["up", "--yes", "--skip-preview", "--verbose=9", "--logtostderr"]);
    const commandLines = await commandLinesDuring(up);
    const { code, stdout, stderr } = await up;
    expect([code, code === 0 ? "" : stdout]).toEqual([0, ""]);
    expect((await virsh("domstate", `${name}-guest`)).trim()).toBe("running");
    const lines = `${commandLines}\n${stdout}\n${stderr}`.split("\n");
    const seen = lines.filter((line) => line.includes(IMAGE) || line.includes(DISK));
    // At this level the engine logs what it sends to plugins in clear text; nothing else may log a passphrase.
    expect(seen.filter((line) => !/arshaling property for RPC\[/.test(line))).toEqual([]);
    // qemu-img made the image with this file.
    expect(await filesWith(IMAGE, join(folder, "since"))).toEqual([join(folder, "image")]);
    expect(await filesWith(DISK, join(folder, "since"))).toEqual([]);
});

test("only libvirt's own store has the passphrases, readable by root alone", async () => {
    const secrets = (await stack.resources()).filter(({ type }) => type === "libvirt:index:Secret");
    for (const { id = "", urn } of secrets) {
        const passphrase = urn.endsWith("::a") ? IMAGE : DISK;
        const encoded = Buffer.from(passphrase).toString("base64");
        const store = `/etc/libvirt/secrets/${id}.base64`;
        expect(await filesWith(encoded, join(folder, "since"))).toEqual([store]);
        expect(await output("stat", ["--format=%U %a", store])).toBe("root 600\n");
        expect(await virsh("secret-dumpxml", id)).toContain("ephemeral='no' private='yes'");
    }
    expect(secrets).toHaveLength(2);
});

test("leaves what was created unchanged", async () => {
    const same = { same: 8 };
    expect(await stack.preview()).toEqual(same);
    await stack.refresh();
    expect(await stack.preview()).toEqual(same);
    await virsh("pool-refresh", name);
    await stack.refresh();
    expect(await stack.preview()).toEqual(same);
});

test("refuses to change a secret that volumes need", async () => {
    await stack.setProgram(program({ imageValue: "other" }));
    const errors = await stack.upErrors();
    expect(errors["a"]?.[0]).toMatch(
        /^Secret "\S+" cannot get another value: .* may be encrypted with the current one\. Declare another Secret, and recreate the volumes with it\. \[secret-value-in-use\]$/,
    );
    expect(errors["a"]?.[0]).toContain(`domain "${name}-guest"`);
});

test("reports a wrong passphrase as such", async () => {
    const rest = `
const locked = new libvirt.Volume("locked", { ...onImage, backingEncryption: { secret: b.uuid } }, { provider });
guest("wrong", locked);`;
    await stack.setProgram(program({ rest }));
    const { wrong = [] } = await stack.upErrors();
    expect(wrong).toHaveLength(1);
    expect(wrong[0]).toMatch(
        new RegExp(
            `^Domain "${name}-wrong" could not start: .*Invalid password, cannot unlock any keyslot`,
            "s",
        ),
    );
});

test("requires an overlay on an encrypted image to name the image's encryption", async () => {
    const rest = 'new libvirt.Volume("mute", onImage, { provider });';
    await stack.setProgram(program({ rest }));
    const image = await stack.find("image");
    expect(await stack.upErrors()).toEqual({
        mute: [
            `Backing volume "${image?.id ?? ""}" is encrypted. Set backingEncryption to the Secret that holds its passphrase. [backing-encrypted]`,
        ],
    });
});

test("grows an encrypted disk under its guest", async () => {
    await stack.setProgram(
        program().replace("encryption: { secret: b.uuid },", `capacityBytes: ${16 * MIB}, $&`),
    );
    await stack.up();
    expect(await virsh("domblkinfo", `${name}-guest`, "hda")).toMatch(/Capacity:\s+16777216/);
    expect(await stack.preview()).toEqual({ same: 8 });
});
