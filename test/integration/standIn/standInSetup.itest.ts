import { mkdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { VIRTIO_TXTSETUP } from "../../xp/setup/virtioFloppy";
import { answerFile } from "../support/guest/answerFile";
import { output, run, virsh } from "../support/host/command";
import { IMAGES, testName } from "../support/host/names";
import { until } from "../support/host/until";

jest.setTimeout(300_000);

const BUILD = resolve(__dirname, "../../../tools/stand-in/build");
const LIMIT = { limitMs: 240_000 };

const folder = join(IMAGES, testName("setup"));
const path = (name: string) => join(folder, name);

beforeAll(async () => {
    await mkdir(folder, { mode: 0o755 });
    await output(BUILD, [path("setup.iso")]);
});

afterAll(async () => {
    for (const domain of ["whole", "empty", "driver"]) {
        for (const command of ["destroy", "undefine"]) {
            await run("virsh", ["--connect", "qemu:///system", command, testName(domain)]);
        }
    }
    await rm(folder, { recursive: true });
});

/** An XP machine before its setup: an empty disk, the CD, and a floppy with files. */
async function start(domain: string, files: Readonly<Record<string, string>>): Promise<void> {
    const floppy = path(`${domain}.floppy`);
    await output("mformat", ["-C", "-i", floppy, "-f", "1440", "::"]);
    for (const [name, text] of Object.entries(files)) {
        await writeFile(path(name), text);
        await output("mcopy", ["-i", floppy, path(name), `::${name}`]);
    }
    await writeFile(path(`${domain}.disk`), "");
    await truncate(path(`${domain}.disk`), 1024 ** 3);
    await writeFile(path(`${domain}.xml`), domainXml(domain));
    await virsh("define", path(`${domain}.xml`));
    await virsh("start", testName(domain));
}

function domainXml(domain: string): string {
    const disk = (device: string, target: string, bus: string, file: string) => `
        <disk type="file" device="${device}">
            <driver name="qemu" type="raw"/>
            <source file="${path(file)}"/>
            <target dev="${target}" bus="${bus}"/>
        </disk>`;
    return `
        <domain type="qemu">
            <name>${testName(domain)}</name>
            <memory unit="MiB">96</memory>
            <os>
                <type arch="x86_64" machine="pc">hvm</type>
                <boot dev="hd"/>
                <boot dev="cdrom"/>
            </os>
            <features><acpi/></features>
            <cpu mode="custom" match="exact"><model>qemu64</model></cpu>
            <devices>
                ${disk("disk", "hda", "ide", `${domain}.disk`)}
                ${disk("cdrom", "hdc", "ide", "setup.iso")}
                ${disk("floppy", "fda", "fdc", `${domain}.floppy`)}
                <serial type="file"><source path="${path(`${domain}.log`)}"/></serial>
                <video><model type="cirrus"/></video>
                <memballoon model="none"/>
            </devices>
        </domain>`;
}

/** What the machine has written to COM1. */
async function said(domain: string): Promise<string[]> {
    const text = await readFile(path(`${domain}.log`), "latin1");
    return text.split("\r\n").slice(0, -1);
}

const state = async (domain: string) => (await virsh("domstate", testName(domain))).trim();

test("installs in two restarts, runs the first logon's commands and powers off; the disk then boots", async () => {
    const commands = ['"cmd /c echo logged on>COM1"', '"A:\\FIRST.CMD"', '"shutdown -s -t 0"'];
    await start("whole", {
        "WINNT.SIF": answerFile({}, commands),
        "FIRST.CMD": "@echo off\r\necho from a file>COM1\r\n",
    });
    await until("power off", async () => (await state("whole")) === "shut off", LIMIT);
    expect(await said("whole")).toEqual([
        "XPLAB SETUP PHASE text",
        "XPLAB SETUP ANSWERS A:\\winnt.sif",
        "XPLAB SETUP RESTART",
        "XPLAB SETUP PHASE gui",
        "XPLAB SETUP COMPUTER PATIENT-1",
        "XPLAB SETUP RESTART",
        "XPLAB SETUP PHASE logon",
        "XPLAB SETUP COMMAND cmd /c echo logged on>COM1",
        "logged on",
        "XPLAB SETUP COMMAND A:\\FIRST.CMD",
        "from a file",
        "XPLAB SETUP COMMAND shutdown -s -t 0",
        "XPLAB SETUP POWER-OFF",
    ]);
    await virsh("start", testName("whole"));
    await until("an answer", async () => (await said("whole")).length > 0, LIMIT);
    expect(await said("whole")).toEqual(["XPLAB STAND-IN READY none none"]);
});

test("refuses a floppy without answers", async () => {
    await start("empty", {});
    await until("a refusal", async () => (await said("empty")).length > 1, LIMIT);
    expect(await said("empty")).toEqual([
        "XPLAB SETUP PHASE text",
        "XPLAB SETUP REFUSED there is neither A:\\winnt.sif nor D:\\I386\\WINNT.SIF, so setup would ask",
    ]);
});

test("refuses a disk driver with a missing file", async () => {
    const files = { "WINNT.SIF": answerFile(), "TXTSETUP.OEM": VIRTIO_TXTSETUP, DISK1: "" };
    await start("driver", files);
    await until("a refusal", async () => (await said("driver")).length > 2, LIMIT);
    expect(await said("driver")).toEqual([
        "XPLAB SETUP PHASE text",
        "XPLAB SETUP ANSWERS A:\\winnt.sif",
        "XPLAB SETUP REFUSED txtsetup.oem: no file /i386/WinXP/viostor.sys",
    ]);
});
