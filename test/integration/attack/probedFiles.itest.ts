import { mkdir, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { Libvirt } from "../../../src/libvirt";
import { refuseProbed, type Writer } from "../../../src/provider/domain/refuseProbed";
import { output, virsh } from "../support/host/command";
import { inventory } from "../support/host/inventory";
import { IMAGES, testName } from "../support/host/names";
import { Stack } from "../support/stack/stack";

/*
 * libvirt reads the first bytes of every file in a pool's folder as the header of an image. A file that a guest
 * writes must not lie there, whether the pool or the file comes first, and whatever path names it.
 */

jest.setTimeout(120_000);

const pool = testName("probed");
const folder = join(IMAGES, pool);
const idle = testName("probed-idle");
const link = join(IMAGES, testName("probed-link"));
const elsewhere = join(IMAGES, testName("probed-not"));

let libvirt: Libvirt;
let before: string[];

beforeAll(async () => {
    before = await inventory();
    libvirt = await Libvirt.open("qemu:///system");
    await mkdir(folder);
    await symlink(folder, link);
    await mkdir(elsewhere);
    await virsh("pool-create-as", pool, "dir", "--target", folder);
    await virsh("pool-define-as", idle, "dir", "--target", join(IMAGES, idle));
});

afterAll(async () => {
    await virsh("pool-destroy", pool);
    await virsh("pool-undefine", idle);
    libvirt.close();
    await rm(link);
    await Promise.all([folder, elsewhere].map((one) => rm(one, { recursive: true })));
    expect(await inventory()).toEqual(before);
});

const writer = (parts: object): Writer => ({
    disks: {},
    floppies: {},
    serials: [],
    interfaces: {},
    extraXml: [],
    ...parts,
});

const logOf = (file: string) => writer({ serials: [{ logFile: file }] });
const extra = (xml: string, at = "/domain/devices") => writer({ extraXml: [{ at, xml }] });
const share = (dir: string, more = "") =>
    extra(`<filesystem type="mount"><source dir="${dir}"/><target dir="x"/>${more}</filesystem>`);

test.each<[string, Writer, string]>([
    ["a log", logOf(join(folder, "com1.log")), "log-probed"],
    ["a log behind a link", logOf(join(link, "com1.log")), "log-probed"],
    ["a log with an odd path", logOf(join(folder, "x/..//com1.log")), "log-probed"],
    ["a log in an inactive pool", logOf(join(IMAGES, idle, "com1.log")), "log-probed"],
    [
        "a raw disk behind a link",
        writer({ disks: { hdb: { file: join(link, "x.img"), format: "raw", readOnly: false } } }),
        "disk-probed",
    ],
    [
        "firmware variables",
        extra(`<nvram>${join(folder, "vars.fd")}</nvram>`, "/domain/os"),
        "disk-probed",
    ],
    [
        "a serial port that writes to a file",
        extra(`<parallel type="file"><source path="${join(folder, "lpt1")}"/></parallel>`),
        "disk-probed",
    ],
    ["a shared folder", share(folder), "disk-probed"],
    ["a shared parent folder", share(`${IMAGES}/`), "disk-probed"],
])("refuses %s", async (_what, inputs, code) => {
    await expect(refuseProbed(libvirt, inputs)).rejects.toThrow(`[${code}]`);
});

test("says where a refused log may be", async () => {
    const log = join(folder, "xp-com1.log");
    await expect(refuseProbed(libvirt, logOf(log))).rejects.toThrow(
        `The log "${log}" would be in the folder of pool "${pool}", where libvirt probes the start of every file for an image header: a guest that prints one hangs the host's libvirtd. Put it in a subfolder, such as "${join(folder, "logs", "xp-com1.log")}". [log-probed]`,
    );
});

test.each<[string, Writer, string[]]>([
    ["a log below the pool's folder", logOf(join(folder, "logs", "com1.log")), []],
    ["a log in a folder outside all pools", logOf(join(elsewhere, "com1.log")), []],
    ["an existing log", logOf(join(folder, "com1.log")), [join(folder, "com1.log")]],
    ["a read-only shared folder", share(folder, "<readonly/>"), []],
    ["a folder outside the pool", share(elsewhere), []],
])("accepts %s", async (_what, inputs, known) => {
    await refuseProbed(libvirt, inputs, known);
});

describe("a machine with a raw disk", () => {
    let stack: Stack;
    const name = testName("probed-raw");
    const file = join(elsewhere, "data.img");

    const program = (resources: string) => `
        const provider = new libvirt.Provider("libvirt");
        const named = { provider, deleteBeforeReplace: true };
        new libvirt.Domain("domain", {
            name: "${name}",
            accelerator: "tcg",
            memoryMiB: 64,
            disks: { hda: { file: "${file}", format: "raw" } },
            powerState: "off",
        }, named);
        ${resources}`;

    const poolAt = (path: string) =>
        `new libvirt.Pool("pool", { name: "${name}", path: "${path}" }, { provider });`;

    beforeAll(async () => {
        await output("truncate", ["--size=1M", file]);
        stack = await Stack.create({ project: "probed" });
        await stack.setProgram(program(""));
        await stack.up();
    });

    afterAll(() => stack.dispose());

    test("keeps its folder from becoming a pool's", async () => {
        await stack.setProgram(program(poolAt(elsewhere)));
        expect((await stack.upErrors())["pool"]?.[0]).toBe(
            `Pool "${name}" would make libvirt probe every file in "${elsewhere}", where "${name}" writes "${file}": a guest that writes an image header there hangs the host's libvirtd. Give the pool a folder of its own. [pool-probes]`,
        );
    });

    test("keeps running in a pool of another owner, and preview says that it cannot be recreated", async () => {
        await virsh("pool-create-as", name, "dir", "--target", elsewhere);
        try {
            await stack.setProgram(program(""));
            await stack.up();
            const { urn } = await stack.resource("libvirt:index:Domain");
            const { code, stdout } = await stack.run(["preview", "--target-replace", urn]);
            expect(code).not.toBe(0);
            expect(stdout).toContain("[disk-probed]");
            expect(await virsh("domstate", name)).toContain("shut off");
        } finally {
            await virsh("pool-destroy", name);
        }
    });
});
