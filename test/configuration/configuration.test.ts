import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { readConfiguration } from "../../src/configuration";
import { promiseOf, recordResources } from "../components/recording";

const ROOT = join(__dirname, "..", "..");
/** What Pulumi.yaml declares for a stack that sets nothing. */
const UNSET = {
    "xp-lab:image": "",
    "xp-lab:imageSha256": "",
    "xp-lab:pool": "",
    "xp-lab:networks": '{"lan":{"reach":"dhcp"}}',
    "xp-lab:machines": '{"xp":{}}',
};

let cache: string;
let earlier: string | undefined;

beforeEach(async () => {
    cache = mkdtempSync(join(tmpdir(), "xplab-configuration-"));
    earlier = process.env["XDG_CACHE_HOME"];
    process.env["XDG_CACHE_HOME"] = cache;
    await recordResources();
});

afterEach(() => {
    if (earlier === undefined) delete process.env["XDG_CACHE_HOME"];
    else process.env["XDG_CACHE_HOME"] = earlier;
    rmSync(cache, { recursive: true });
    jest.restoreAllMocks();
});

function read(settings: Record<string, string> = {}, secrets: string[] = []) {
    pulumi.runtime.setAllConfig({ ...UNSET, ...settings }, secrets);
    return readConfiguration();
}

const withImage = (image: string) => read({ "xp-lab:image": image }).image;

test("a stack that sets nothing has one machine of the stand-in", () => {
    mkdirSync(join(cache, "xplab"));
    const file = join(cache, "xplab", "stand-in.qcow2");
    writeFileSync(file, "");
    expect(read()).toEqual({
        uri: undefined,
        image: { file },
        imageSha256: undefined,
        pool: undefined,
        networks: { lan: { reach: "dhcp" } },
        machines: { xp: {} },
        screenPassword: undefined,
    });
});

test("what it sets is read", async () => {
    const { screenPassword, ...settings } = read(
        {
            "libvirt:uri": "qemu:///session",
            "xp-lab:image": "pool/golden",
            "xp-lab:imageSha256": "0".repeat(64),
            "xp-lab:pool": "images",
            "xp-lab:networks": "{}",
            "xp-lab:machines": '{"a":{"count":2,"memoryMiB":512}}',
            "xp-lab:screenPassword": "s3cret",
        },
        ["xp-lab:screenPassword"],
    );
    expect(settings).toEqual({
        uri: "qemu:///session",
        image: { volume: "pool/golden" },
        imageSha256: "0".repeat(64),
        pool: "images",
        networks: {},
        machines: { a: { count: 2, memoryMiB: 512 } },
    });
    const password = pulumi.output(screenPassword);
    expect(await promiseOf(password)).toBe("s3cret");
    expect(await pulumi.isSecret(password)).toBe(true);
});

test.each([
    ["/srv/xp.qcow2", { file: "/srv/xp.qcow2" }],
    ["~/images/xp.qcow2", { file: join(homedir(), "images/xp.qcow2") }],
    ["./xp.qcow2", { file: join(ROOT, "xp.qcow2") }],
    ["../xp.qcow2", { file: join(ROOT, "..", "xp.qcow2") }],
    ["images/xp-sp3-0a1b2c3d", { volume: "images/xp-sp3-0a1b2c3d" }],
])("the image %s is %j", (image, meant) => {
    expect(withImage(image)).toEqual(meant);
});

test("without an image and without the stand-in the user is told both ways on", () => {
    expect(() => read()).toThrow(
        new pulumi.RunError(
            `There is no image: "image" is not set, and the stand-in "${join(cache, "xplab", "stand-in.qcow2")}" is not built. ` +
                'Set your own with "pulumi config set image ~/xp-sp3.qcow2", or build the stand-in with "npm start". [no-image]',
        ),
    );
});

test.each(["networks", "machines"])("a secret in %s is refused", (key) => {
    expect(() => read({ "xp-lab:image": "pool/golden" }, [`xp-lab:${key}`])).toThrow(
        new pulumi.RunError(
            `Configuration "${key}" holds a secret, which would land in the state in clear. ` +
                'Secrets have keys of their own: "pulumi config set --secret screenPassword". [secret-inside]',
        ),
    );
});
