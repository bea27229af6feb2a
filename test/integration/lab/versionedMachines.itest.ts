import { copyFile, mkdir, readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { standInImage } from "../../../tools/lab/standIn.mjs";
import { output, virsh } from "../support/host/command";
import { emulatorOf } from "../support/host/emulator";
import { inventory } from "../support/host/inventory";
import { IMAGES } from "../support/host/names";
import { until } from "../support/host/until";
import { Stack } from "../support/stack/stack";

jest.setTimeout(300_000);

const EXAMPLE = resolve(__dirname, "../../../examples/versioned-machines");

let before: string[];
let stack: Stack;
let project: string;
let domain: string;

beforeAll(async () => {
    before = await inventory();
    stack = await Stack.create({ project: "versions", example: "versioned-machines" });
    project = join(stack.folder, "project");
    domain = `${stack.project}-dev-patient`;
    await mkdir(join(project, "images"));
    const [first = "", other = ""] = ["xp-sp3", "xp-sp3-office"].map((one) =>
        join(project, "images", `${one}.qcow2`),
    );
    await copyFile(standInImage, first);
    await copyFile(standInImage, other);
    await output("qemu-img", ["resize", "-q", other, "+1M"]);
});

afterAll(() => stack.dispose());

const checkOut = (commit: string) =>
    copyFile(join(project, "history", `${commit}.ts`), join(project, "definition.ts"));

interface Preview {
    readonly changeSummary: Readonly<Record<string, number>>;
    readonly diagnostics?: readonly { readonly urn: string; readonly message: string }[];
}

/** What preview plans, and what it says about a resource, without the common prefix of the names. */
async function preview(): Promise<{ steps: object; textOf: (resource: string) => string[] }> {
    const text = await stack.succeed("preview", "--json");
    const { changeSummary, diagnostics = [] } = JSON.parse(text) as Preview; // the CLI's documented form
    const textOf = (resource: string) =>
        diagnostics
            .filter(({ urn }) => urn.endsWith(`::${stack.project}-${resource}`))
            .map(({ message }) => message.trim().replace(`${stack.project}-`, ""));
    return { steps: changeSummary, textOf };
}

/** The guest's QEMU process, and the file that is its disk. */
async function traits(): Promise<{ run: number; disk: number }> {
    const [, file = ""] = /hda +(\S+)/.exec(await virsh("domblklist", domain)) ?? [];
    return { run: emulatorOf(domain), disk: (await stat(file)).ino };
}

/** Waits until the guest has booted for the nth time: before that it would ignore a shutdown request. */
const booted = (times: number) =>
    until(`boot ${times} of the guest`, async () => {
        const log = join(IMAGES, `${stack.project}-dev`, `${domain}-logs`, "com1.log");
        return (await readFile(log, "utf8")).split("XPLAB STAND-IN READY").length > times;
    });

test("the checked-in program is the first commit", async () => {
    const texts = ["definition.ts", "history/1-one-machine.ts"].map((file) =>
        readFile(join(EXAMPLE, file), "utf8"),
    );
    const [current, first] = await Promise.all(texts);
    expect(current).toBe(first);
    await stack.up();
    expect((await preview()).steps).toEqual({ same: 13 });
});

test("changes the reach of the network live", async () => {
    const old = await traits();
    await checkOut("2-guests-reach-each-other");
    const { steps, textOf } = await preview();
    expect(steps).toEqual({ same: 10, update: 3 });
    expect([...textOf("lan-filter"), ...textOf("patient-domain")]).toEqual([
        "lan-filter: rules: on running guests too",
        "patient-domain: interfaces.local-area-connection.isolatedPort true -> false: at once, the guest keeps running",
    ]);
    await stack.up();
    expect(await traits()).toEqual(old);
});

test("more memory restarts the guest on its disk", async () => {
    const old = await traits();
    await checkOut("3-more-memory");
    const { steps, textOf } = await preview();
    expect(steps).toEqual({ same: 12, update: 1 });
    expect(textOf("patient-domain")).toEqual([
        "patient-domain: memoryMiB 256 -> 512: restarts the guest",
    ]);
    await booted(1);
    await stack.up();
    const { run, disk } = await traits();
    expect([run === old.run, disk]).toEqual([false, old.disk]);
    expect(await virsh("dumpxml", domain)).toContain("unit='KiB'>524288</memory>");
});

test("another image replaces the disk and restarts the guest on the new one", async () => {
    const old = await traits();
    await checkOut("4-another-image");
    const { steps, textOf } = await preview();
    expect(steps).toEqual({ same: 10, update: 1, replace: 2 });
    expect(textOf("patient-domain")).toEqual([
        "patient-domain: disks.hda.backingChain, disks.hda.file, serials[0].logFile: restarts the guest",
    ]);
    await booted(2);
    await stack.up();
    const { run, disk } = await traits();
    expect([run === old.run, disk === old.disk]).toEqual([false, false]);
});

test("destroy leaves nothing behind", async () => {
    await stack.destroy();
    expect(await inventory()).toEqual(before);
});
