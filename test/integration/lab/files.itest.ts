import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { BEYOND } from "../../../src/schema/core/accept";
import { collectResults } from "../../../src/cli";
import { Libvirt } from "../../../src/libvirt";
import { virsh } from "../support/host/command";
import { emulatorOf } from "../support/host/emulator";
import { Guest } from "../support/guest/guest";
import { inventory } from "../support/host/inventory";
import { IMAGES } from "../support/host/names";
import { until } from "../support/host/until";
import { Stack } from "../support/stack/stack";

jest.setTimeout(300_000);

let stack: Stack;
let libvirt: Libvirt;
let before: string[];
let guest: Guest;
let domain: string;

const media = (...path: string[]) => join(stack.folder, "media", ...path);
const results = (...path: string[]) => join(stack.folder, "results", ...path);

beforeAll(async () => {
    before = await inventory();
    libvirt = await Libvirt.open("qemu:///system");
    stack = await Stack.create({ project: "files" });
    await mkdir(media("Tools"), { recursive: true });
    await writeFile(media("Tools", "Read me first.txt"), "version one\r\n");
    await stack.configure({
        machines: {
            xp: {
                memoryMiB: 96,
                media: { folder: media() },
                accept: BEYOND,
                results: { folder: results(), sizeMiB: 64 },
            },
        },
    });
    await stack.up();
    domain = `${stack.project}-dev-xp`;
    guest = await Guest.meet(libvirt, domain);
});

afterAll(async () => {
    await guest.close();
    libvirt.close();
    await stack.dispose();
    expect(await inventory()).toEqual(before);
});

const isos = async () =>
    (await readdir(join(IMAGES, `${stack.project}-dev`))).filter((name) => name.includes("-media"));

test("the guest reads the folder's files from its CD, under their own names", async () => {
    expect(await guest.command("list cdrom Tools")).toBe(
        "OK list cdrom Tools: Read me first.txt 13",
    );
    expect(await guest.command("read cdrom Tools/Read me first.txt")).toBe(
        "OK read cdrom Tools/Read me first.txt: version one\\r\\n",
    );
});

test("a folder with the same content changes nothing", async () => {
    await writeFile(media("Tools", "Read me first.txt"), "version one\r\n");
    expect(await stack.preview()).toEqual({ same: 14 });
    await stack.refresh();
    expect(await stack.preview()).toEqual({ same: 14 });
});

test("a changed folder puts a new CD in the drive while the guest runs on", async () => {
    const [running, old] = [emulatorOf(domain), await isos()];
    await writeFile(media("Tools", "Read me first.txt"), "version two\r\n");
    await writeFile(media("new.txt"), "new\r\n");
    expect(await stack.preview()).toEqual({ same: 12, replace: 1, update: 1 });
    await stack.up();
    // The first access to the drive after a change gets a notice of it, and fails.
    await until("the new CD", () =>
        guest.command("read cdrom new.txt").then((answer) => answer.startsWith("OK")),
    );
    expect(await guest.command("read cdrom new.txt")).toBe("OK read cdrom new.txt: new\\r\\n");
    expect(await guest.command("read cdrom Tools/Read me first.txt")).toBe(
        "OK read cdrom Tools/Read me first.txt: version two\\r\\n",
    );
    expect(emulatorOf(domain)).toBe(running);
    const fresh = await isos();
    expect(fresh).toHaveLength(1);
    expect(fresh).not.toEqual(old);
    const { mode } = await stat(join(IMAGES, `${stack.project}-dev`, fresh[0] ?? ""));
    expect(mode & 0o777).toBe(0o400);
});

test("refuses a running guest's results", async () => {
    await expect(
        collectResults({ uri: "qemu:///system", domain, folder: results("xp") }),
    ).rejects.toMatchObject({
        message:
            `Domain "${domain}" is running, and Windows writes some files only when it shuts down. ` +
            "Shut it down, or wait until it is off with --wait SECONDS. [results-guest-runs]",
    });
});

test("names a guest that does not power off in time", async () => {
    await expect(
        collectResults({ uri: "qemu:///system", domain, folder: results("xp"), waitSeconds: 1 }),
    ).rejects.toMatchObject({
        message:
            `Domain "${domain}" is still running after 1 s. ` +
            "Check its screen for what keeps it running, or wait longer. [results-guest-runs-on]",
    });
});

test("fetches the guest's files byte for byte once it has powered off", async () => {
    const text = "all tests passed";
    expect(await guest.command(`write results Report.txt ${text}`)).toBe(
        `OK write results Report.txt ${text}`,
    );
    const collecting = collectResults({
        uri: "qemu:///system",
        domain: (await virsh("domuuid", domain)).trim(),
        folder: results("xp"),
        waitSeconds: 120,
    });
    await guest.command("power-off");
    expect(await collecting).toEqual({
        domain,
        folder: results("xp"),
        files: 1,
        bytes: text.length + 2,
        skipped: [],
        renamed: [],
    });
    expect(await readFile(results("xp", "Report.txt"), "utf8")).toBe(`${text}\r\n`);
    const { outputs } = await stack.resource("xplab:index:Machine");
    expect(outputs).toMatchObject({
        output: {
            results: {
                volume: expect.stringMatching(/-dev\/.*-xp-results-[0-9a-f]{8}$/) as string,
                folder: results("xp"),
            },
        },
    });
});

test("removes earlier results when it fetches again", async () => {
    await writeFile(results("xp", "stale.txt"), "");
    await collectResults({ uri: "qemu:///system", domain, folder: results("xp") });
    expect((await readdir(results("xp"))).sort()).toEqual([".xplab-results.json", "Report.txt"]);
    expect(await readdir(results())).toEqual(["xp"]);
});
