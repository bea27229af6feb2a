import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { setupCdFindings } from "../../../src/components/install/setupCdFile";
import { driverFindings } from "../../../src/components/install/setupMedia";
import {
    UnattendedInstall,
    type UnattendedInstallArgs,
} from "../../../src/components/install/unattendedInstall";
import { setupCd } from "../../iso/setupCd";
import { driverFile, I386, VIRTIO_TXTSETUP } from "../../xp/setup/virtioFloppy";
import { promiseOf, recordResources, type Recorded } from "../recording";

let record: Record<string, Recorded>;
let folder: string;
let iso: string;

beforeEach(async () => {
    record = await recordResources();
    folder = mkdtempSync(join(tmpdir(), "xplab-cd-"));
    iso = join(folder, "xp.iso");
    writeFileSync(iso, setupCd("I386/", "WIN51", "WIN51IP"));
});

afterEach(() => {
    jest.restoreAllMocks();
    rmSync(folder, { recursive: true });
});

const KEY = "BBBBB-CCCCC-DDDDD-FFFFF-GGGGG";
/** How Pulumi's protocol marks a secret. */
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

const install = (args: Partial<UnattendedInstallArgs> = {}) =>
    new UnattendedInstall("xp", { iso, productKey: KEY, ...args });

const inputs = () => record["xp-volume"]?.inputs as Record<string, unknown>;

const files = () => (inputs()["floppyFiles"] as { value: Record<string, string> }).value;

test("is an installed volume in a pool of its own", async () => {
    const { volume, edition, drivers } = install();
    expect([await promiseOf(volume), edition]).toEqual(["id of xp-volume", "professional"]);
    expect(drivers).toEqual([]);
    const { floppyFiles, answers, formerFloppyFiles, ...shown } = inputs();
    expect(shown).toEqual({
        pool: "xp-dev",
        capacityBytes: 10240 * 2 ** 20,
        domain: {
            machineType: "pc-i440fx-7.2",
            cpuModel: "qemu64",
            cpuFeatures: [{ name: "nx", policy: "disable" }],
            clock: {
                offset: "localtime",
                rtcTickPolicy: "catchup",
                pitTickPolicy: "delay",
                hpet: false,
            },
            video: { model: "cirrus", vramKiB: 16384 },
            vcpus: 2,
            memoryMiB: 512,
        },
        cd: { file: iso },
        phases: [
            { name: "copies files in text mode", restarts: 0 },
            { name: "graphical setup", restarts: 1 },
            { name: "first start", restarts: 2 },
            { name: "first logon", serialText: "XPLAB FIRST LOGON" },
            { name: "installed, powers off", serialText: "XPLAB INSTALLED" },
        ],
        doneText: "XPLAB INSTALLED",
        warningText: "XPLAB COMMAND ",
        timeoutSeconds: 7200,
    });
    for (const one of [floppyFiles, answers, formerFloppyFiles]) {
        expect(one).toMatchObject({ "4dabf18193072939515e22adb298388d": SECRET });
    }
    expect(Object.keys(files())).toEqual(["WINNT.SIF", "XPLAB.CMD"]);
    expect(Object.keys(record)).toEqual(["xp", "xp-pool", "xp-volume"]);
});

test("the key is secret though nobody has marked it, and in one file alone", async () => {
    await promiseOf(install({ productKey: pulumi.output(KEY), adminPassword: "s3cret" }).volume);
    expect(
        JSON.stringify({ ...inputs(), floppyFiles: "", answers: "", formerFloppyFiles: "" }),
    ).not.toContain(KEY);
    expect(JSON.stringify(record["xp"]?.inputs)).not.toContain(KEY);
    expect(files()["WINNT.SIF"]).toContain(`ProductKey="${KEY}"`);
    expect(files()["XPLAB.CMD"]).not.toContain(KEY);
    expect(files()["XPLAB.CMD"]).toContain('/v DefaultPassword /t REG_SZ /d "s3cret" /f');
});

test("one error tells all that is wrong, and shows no secret", () => {
    const wrong = { productKey: "KEY-1", adminPassword: "ä", vcpus: 33 };
    expect(() => install(wrong)).toThrow(
        new pulumi.RunError(
            [
                'UnattendedInstall "xp" cannot be made:',
                "  productKey must be five groups of five characters of BCDFGHJKMPQRTVWXY2346789, joined by dashes [product-key-malformed]",
                '  adminPassword must consist of at most 127 printable ASCII characters without ", % and \\, and not a * alone [answer-not-writable]',
                "  vcpus must be 32 or less: Windows XP Professional cannot use more [vcpus-above-edition]",
            ].join("\n"),
        ),
    );
    expect(() => install({ diskMiB: 4095, computerName: "-", pool: "a/b" })).toThrow(
        new pulumi.RunError(
            [
                'UnattendedInstall "xp" cannot be made:',
                '  pool must be 1 to 63 letters, digits, dots, dashes or underscores and start with a letter or digit, not "a/b" [malformed]',
                "  diskMiB must be 4096 or more, not 4095 [too-small]",
                '  computerName must be 1 to 15 letters, digits and dashes, not "-" [malformed]',
            ].join("\n"),
        ),
    );
});

/** A named pipe, whose reader waits until somebody writes. */
function pipe(): string {
    const file = join(folder, "pipe.iso");
    if (!existsSync(file)) execFileSync("mkfifo", [file]);
    return file;
}

test.each([
    [() => join(folder, "no.iso"), "there is no such file"],
    [() => folder, "it is not a regular file"],
    [pipe, "it is not a regular file"],
    [() => "/dev/zero", "it is not a regular file"],
    [() => __filename, "it is no ISO 9660 image"],
])("a CD that is none is told with the reason", async (path, why) => {
    expect(await setupCdFindings(path(), "home")).toEqual([
        {
            path: ["iso"],
            message: `must be a CD image, but "${path()}" cannot be read as one: ${why} [setup-cd-unreadable]`,
        },
    ]);
});

test("a CD of another edition is told", async () => {
    expect(await setupCdFindings(iso, "professional")).toEqual([]);
    const [found] = await setupCdFindings(iso, "home");
    expect(found?.message).toContain("[setup-cd-other-edition]");
});

function mediaFolder(): string {
    mkdirSync(join(folder, "media", "NetKVM", "XP"), { recursive: true });
    writeFileSync(join(folder, "media", "NetKVM", "XP", "NETKVM.INF"), "");
    return join(folder, "media");
}

test("a folder is a second CD, whose drive the commands know by name", async () => {
    const media = { folder: mediaFolder(), driverFolders: ["netkvm/xp"] };
    const commands = ["%XPLAB_MEDIA%\\setup.exe /S"];
    const { volume, drivers } = install({ media, commands, drivers: ["virtio-net"] });
    await promiseOf(volume);
    expect(inputs()["media"]).toEqual({ folder: media.folder });
    expect(files()["XPLAB.CMD"]).toContain('"C:\\DRIVERS\\netkvm\\xp" /e');
    expect(drivers).toEqual(["virtio-net"]);
});

test("drivers that are not there are told, each with the reason", async () => {
    const media = mediaFolder();
    const unfit = (folder: string, why: string, index: number) => ({
        path: ["media", "driverFolders", index],
        message: `must be a folder of media with an .inf file, but "${folder}" ${why} [driver-folder-unfit]`,
    });
    const folders = ["NetKVM", "NetKVM\\XP", "Balloon", "NetKVM/XP/NETKVM.INF"];
    expect(driverFindings(media, folders)).toEqual([
        unfit("NetKVM", "has none", 0),
        unfit("Balloon", "is not there", 2),
        unfit("NetKVM/XP/NETKVM.INF", "is no folder", 3),
    ]);
    expect(driverFindings(join(folder, "none"), ["NetKVM"])).toEqual([]);
});

test("what is no folder of the second CD is refused at once", () => {
    const media = { folder: "m", driverFolders: ["../other"] };
    expect(() => install({ media, commands: ["%XPLAB_MEDIA%\\a.exe"] })).toThrow(
        new pulumi.RunError(
            [
                'UnattendedInstall "xp" cannot be made:',
                '  media.driverFolders[0] must be a folder of media, such as NetKVM\\xp\\x86, not "../other" [malformed]',
            ].join("\n"),
        ),
    );
});

test("a driver for the disk comes onto the floppy, and Windows onto its bus", async () => {
    mkdirSync(join(folder, "floppy"));
    const names = ["disk1", "viostor.inf", "viostor.cat", "viostor.sys"];
    for (const name of names) writeFileSync(join(folder, "floppy", name), driverFile(I386));
    const flat = VIRTIO_TXTSETUP.replace("\\i386\\WinXP", "\\");
    writeFileSync(join(folder, "floppy", "TXTSETUP.OEM"), flat);
    const diskDriver = { folder: join(folder, "floppy") };
    const { volume, drivers } = install({ diskDriver, drivers: ["virtio-net", "virtio-blk"] });
    await promiseOf(volume);
    expect(inputs()["diskBus"]).toBe("virtio");
    expect(drivers).toEqual(["virtio-blk", "virtio-net"]);
    expect(Object.keys(files())).toEqual([
        "DISK1",
        "TXTSETUP.OEM",
        "VIOSTOR.CAT",
        "VIOSTOR.INF",
        "VIOSTOR.SYS",
        "WINNT.SIF",
        "XPLAB.CMD",
    ]);
});

test("shows the chosen time zone by name", async () => {
    const said = jest.spyOn(pulumi.log, "info").mockResolvedValue(undefined);
    await promiseOf(install({ timeZone: pulumi.output("w. europe standard time") }).volume);
    expect(files()["WINNT.SIF"]).toContain("TimeZone=110\r\n");
    expect(said.mock.calls.map(([text]) => text)).toEqual([
        'timeZone is 110, "W. Europe Standard Time", (GMT+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna',
    ]);
});

test("more commands than a floppy has files for are refused", () => {
    const commands = Array.from({ length: 223 }, () => "ver");
    expect(() => install({ commands })).toThrow(
        "commands must fit on a floppy of 1.44 MB: 225 files (at most 224)",
    );
});

test("a floppy that is none is told beside all else", () => {
    expect(() => install({ productKey: "KEY", diskDriver: { folder } })).toThrow(
        new pulumi.RunError(
            [
                'UnattendedInstall "xp" cannot be made:',
                "  productKey must be five groups of five characters of BCDFGHJKMPQRTVWXY2346789, joined by dashes [product-key-malformed]",
                `  diskDriver must be a folder with the content of an "F6" driver floppy, but "${folder}" has no file "TXTSETUP.OEM" [disk-driver-unfit]`,
            ].join("\n"),
        ),
    );
});
