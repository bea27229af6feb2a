import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { readConfiguration } from "../../src/configuration/readConfiguration";
import { promiseOf, recordResources } from "../components/recording";

const ROOT = join(__dirname, "..", "..");
/** What Pulumi.yaml declares for a stack that sets nothing. */
const UNSET = {
    "xp-lab:image": "",
    "xp-lab:imageSha256": "",
    "xp-lab:pool": "",
    "xp-lab:networks": '{"lan":{"reach":"dhcp"}}',
    "xp-lab:policy": "{}",
    "xp-lab:machines": '{"xp":{}}',
    "xp-lab:screenPassword": "",
};

const OWNER = "6a1576b9-9557-4d9e-950f-712f1bc5e2e6";

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

const SHA256 = { "xp-lab:imageSha256": "0".repeat(64) };
const withImage = (image: string, settings: Record<string, string> = SHA256) =>
    read({ "xp-lab:image": image, ...settings }).image;

test("an image's drivers are a list, and judged with the machines", () => {
    const drivers = { "xp-lab:image": "pool/xp", "xp-lab:drivers": '["virtio-blk","virtio-net"]' };
    const performance = { "xp-lab:tuning": "performance" };
    expect(read({ ...drivers, ...performance })).toMatchObject({
        tuning: "performance",
        drivers: ["virtio-blk", "virtio-net"],
    });
    expect(() => read({ ...performance, "xp-lab:drivers": '["virtio"]' })).toThrow(
        refusal(
            'xp-lab:drivers[0] must be "ahci", "e1000", "pcnet", "virtio-blk" or "virtio-net", not "virtio" [not-one-of]',
        ),
    );
    expect(() => read({ ...performance, "xp-lab:drivers": "[]" })).toThrow(
        refusal(
            'xp-lab:tuning must be "stock" unless drivers lists "virtio-blk" and "virtio-net": "performance" does not start without them [tuning-without-drivers]',
        ),
    );
});

test("a stack that sets nothing has one machine of the stand-in", () => {
    mkdirSync(join(cache, "xplab"));
    const file = join(cache, "xplab", "stand-in.qcow2");
    writeFileSync(file, "");
    expect(read()).toEqual({
        provider: {},
        image: { file },
        networks: { lan: { reach: "dhcp" } },
        policy: {},
        machines: { xp: {} },
        screenPassword: undefined,
    });
});

test("what it sets is read", async () => {
    const { screenPassword, ...settings } = read(
        {
            "libvirt:uri": "qemu:///session",
            "libvirt:owner": OWNER,
            "aws:region": "somebody else's",
            "xp-lab:image": "/srv/xp.qcow2",
            "xp-lab:imageSha256": "0".repeat(64),
            "xp-lab:pool": "images",
            "xp-lab:networks": "{}",
            "xp-lab:machines": '{"a":{"count":2,"memoryMiB":512}}',
            "xp-lab:screen": "socket",
            "xp-lab:screenPassword": "s3cret",
        },
        ["xp-lab:screenPassword"],
    );
    expect(settings).toEqual({
        provider: { uri: "qemu:///session", owner: OWNER },
        image: { file: "/srv/xp.qcow2" },
        imageSha256: "0".repeat(64),
        pool: "images",
        policy: {},
        networks: {},
        machines: { a: { count: 2, memoryMiB: 512 } },
        screen: "socket",
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
    ["https://host/images/xp.vhd", { file: "https://host/images/xp.vhd" }],
    ["https://images.example/xp.qcow2", { file: "https://images.example/xp.qcow2" }],
])("the image %s is %j", (image, meant) => {
    expect(withImage(image)).toEqual(meant);
});

test("a pool and a name are a volume that is on the host", () => {
    const image = "images/xp-sp3-0a1b2c3d";
    expect(withImage(image, {})).toEqual({ volume: image });
});

test("what could be a file as well has to be written as one", () => {
    expect(() => withImage("docs/screen.png", {})).toThrow(
        refusal(
            'xp-lab:image is read as a volume "pool/name", but there is a file of that name: write "./docs/screen.png" to use the file [image-is-file]',
        ),
    );
});

test("without an image and without the stand-in the user is told both ways on", () => {
    expect(() => read()).toThrow(
        new pulumi.RunError(
            `The setting "image" is missing, and the stand-in "${join(cache, "xplab", "stand-in.qcow2")}" has not been built. ` +
                'Set your own image with "pulumi config set image ~/xp-sp3.qcow2", or, in a clone of xplab, build the stand-in with "npm start". [no-image]',
        ),
    );
});

test("a project without Pulumi.yaml's defaults has them too", () => {
    pulumi.runtime.setAllConfig({ "xp-lab:image": "pool/golden" });
    const { networks, machines } = readConfiguration();
    expect({ networks, machines }).toEqual({
        networks: { lan: { reach: "dhcp" } },
        machines: { xp: {} },
    });
});

const refusal = (...lines: readonly string[]) =>
    new pulumi.RunError(
        [
            'The configuration of stack "dev" cannot be used:',
            ...lines.map((one) => `  ${one}`),
        ].join("\n"),
    );

test.each(["image", "imageSha256", "pool", "networks", "machines"])(
    "a secret in %s is refused, and not told",
    (key) => {
        const settings = { [`xp-lab:${key}`]: "s3cret" };
        expect(() => read(settings, [`xp-lab:${key}`])).toThrow(
            refusal(
                `xp-lab:${key} must not be or contain a secret: the state would hold it in clear text [secret-inside]`,
            ),
        );
    },
);

test("a secret URI is refused", () => {
    expect(() => read({ "libvirt:uri": "qemu:///system" }, ["libvirt:uri"])).toThrow(
        refusal(
            "libvirt:uri must not be or contain a secret: the state would hold it in clear text [secret-inside]",
        ),
    );
});

test("a password in clear is refused, and not told", () => {
    expect(() => read({ "xp-lab:screenPassword": "s3cret" })).toThrow(
        refusal(
            'xp-lab:screenPassword must be a secret: run "pulumi config set --secret screenPassword" [secret-in-clear]',
        ),
    );
});

test("one error tells all that is wrong, of the lab's and of the host's keys", () => {
    const settings = {
        "xp-lab:image": "golden.qcow2",
        "xp-lab:machine": "{}",
        "xp-lab:machines": '{"xp":{"ram":1}}',
        "xp-lab:networks": "{",
        "xp-lab:constructor": "",
        "libvirt:url": "qemu:///system",
    };
    expect(() => read(settings)).toThrow(
        refusal(
            'xp-lab:image must be a file ("/...", "./..." or "~/..."), an address ("https://...", without a user or password) or a volume on the host ("pool/volume"), not "golden.qcow2" [malformed]',
            'xp-lab:networks must be an object, not "{" [wrong-type]',
            "xp-lab:machines.xp.ram is not a known property; use count, network, image, memoryMiB, vcpus, edition, tuning, drivers, hal, limits, screen, diskBus, nic, video, keepDisk, results, readyWhen, cleanState, hostDevices, accept, formerNames or media [unknown-key]",
            "xp-lab:machine is not a known property; did you mean machines? [unknown-key]",
            "xp-lab:constructor is not a known property; use image, imageSha256, edition, tuning, drivers, hal, pool, networks, policy, machines, limits, screen or screenPassword [unknown-key]",
            "libvirt:url is not a known property; did you mean uri? [unknown-key]",
        ),
    );
});

test("a lab's own rules hold, with the defaults of what is not set", () => {
    expect(() => read({ "xp-lab:machines": '{"xp":{"network":"wan"}}' })).toThrow(
        refusal(
            'xp-lab:machines.xp.network must be a network of the lab: "lan", not "wan"; did you mean "lan"? [network-not-declared]',
        ),
    );
});

test("folders of machines are the project's own, those of the home folder or absolute", () => {
    const machines = {
        a: { count: 2, media: { folder: "tools" }, results: { folder: "./out", sizeMiB: 64 } },
        b: { media: { folder: "~/tools" }, results: { folder: "/srv/out" } },
    };
    expect(
        read({ "xp-lab:image": "pool/xp", "xp-lab:machines": JSON.stringify(machines) }).machines,
    ).toEqual({
        a: {
            count: 2,
            media: { folder: join(ROOT, "tools") },
            results: { folder: join(ROOT, "out"), sizeMiB: 64 },
        },
        b: { media: { folder: join(homedir(), "tools") }, results: { folder: "/srv/out" } },
    });
});

test("policies that nobody understands are told beside the rest", () => {
    process.env["XPLAB_MAX_REACH"] = "all";
    const rule = 'must be "nothing", "dhcp", "guests", "interface" or "internet"';
    try {
        expect(() => read({ "xp-lab:pool": "a b", "xplab:maxReach": "none" })).toThrow(
            refusal(
                'xp-lab:pool must be 1 to 63 letters, digits, dots, dashes or underscores and start with a letter or digit, not "a b" [malformed]',
                `XPLAB_MAX_REACH ${rule}, not "all" [not-one-of]`,
                `xplab:maxReach ${rule}, not "none" [not-one-of]`,
            ),
        );
    } finally {
        delete process.env["XPLAB_MAX_REACH"];
    }
});
