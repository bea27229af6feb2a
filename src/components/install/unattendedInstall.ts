import * as libvirt from "@pulumi/libvirt";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { Accept, type BEYOND } from "../../schema/core/accept";
import { ObjectName, Sha256 } from "../../schema/core/leaves";
import type { Driver } from "../../xp/hardware/drivers";
import { DEFAULT_EDITION, validateEdition, type Edition } from "../../xp/editions";
import { hardwareFor } from "../../xp/hardware/hardware";
import { DONE_TEXT, LOGON_TEXT } from "../../xp/setup/firstLogon";
import { validateSetupAnswers } from "../../xp/setup/setupAnswers";
import { COMMAND_FAILED_TEXT } from "../../xp/setup/userCommands";
import { checkArgs } from "../args/checkArgs";
import { answerFloppy, validateCommandRoom } from "./answerFloppy";
import { DiskDriverShape, readDiskDriver, type DiskDriverArgs } from "./diskDriver";
import { absolute } from "../args/folders";
import { imageFields } from "../machine/hardwareShape";
import { ownPool } from "../args/hostNames";
import { setupCdFindings } from "./setupCdFile";
import { checkedMedia, SetupMediaShape, type SetupMediaArgs } from "./setupMedia";

export interface UnattendedInstallArgs {
    /**
     * ISO image of your Windows XP CD, a file on the machine where Pulumi runs, relative to the program's working directory;
     * `~/` is the home folder.
     */
    iso: pulumi.Input<string>;
    /**
     * SHA-256 that the ISO image must have, 64 lower-case hexadecimal digits.
     * @default the hash of the ISO image
     */
    isoSha256?: pulumi.Input<string> | undefined;
    /** Product key of that CD, five groups of five characters of BCDFGHJKMPQRTVWXY2346789. Always treated as a secret. */
    productKey: pulumi.Input<string>;
    /**
     * Edition on the CD: home, professional or professional-x64.
     * @default professional
     */
    edition?: Edition | undefined;
    /**
     * Name of an existing pool for the image.
     * @default a pool of its own in libvirt's image folder
     */
    pool?: pulumi.Input<string> | undefined;
    /**
     * Number of virtual CPUs during the installation: 1 to 32, or 1 to 64 with edition professional-x64. An image installed
     * with two or more also starts with one.
     * @default 2
     */
    vcpus?: pulumi.Input<number> | undefined;
    /**
     * Memory in MiB during the installation: 64 to 4096, or 256 to 131072 with edition professional-x64.
     * @default 512
     */
    memoryMiB?: pulumi.Input<number> | undefined;
    /**
     * Size of the disk in MiB, 4096 or more.
     * @default 10240
     */
    diskMiB?: pulumi.Input<number> | undefined;
    /**
     * Name of the person that Windows is licensed to: 1 to 64 Western European letters (Windows-1252) without `"` and `%`.
     * @default Lab
     */
    fullName?: pulumi.Input<string> | undefined;
    /**
     * Organization that Windows is licensed to: 1 to 64 Western European letters (Windows-1252) without `"` and `%`.
     * @default xplab
     */
    organization?: pulumi.Input<string> | undefined;
    /**
     * Computer name: 1 to 15 letters, digits and dashes, at least one of them a letter. It differs from `workgroup`, and is no
     * name that Windows reserves, such as `SYSTEM`.
     * @default a random name from Windows setup
     */
    computerName?: pulumi.Input<string> | undefined;
    /**
     * Workgroup: 1 to 15 letters, digits and dashes, and no name that Windows reserves.
     * @default WORKGROUP
     */
    workgroup?: pulumi.Input<string> | undefined;
    /**
     * Password of the administrator: at most 127 printable ASCII characters without `"`, `%` and `\`, and not `*` alone.
     * With `autoLogon` the image holds it in clear text.
     * @default none
     */
    adminPassword?: pulumi.Input<string> | undefined;
    /**
     * Whether Windows logs the administrator on at each start.
     * @default true
     */
    autoLogon?: boolean | undefined;
    /**
     * Time zone: its name in Windows, such as `W. Europe Standard Time`, or Microsoft's index, such as 110. A preview shows
     * which one it is.
     * @default 85, London
     */
    timeZone?: pulumi.Input<number | string> | undefined;
    /**
     * Driver for a virtio or SATA disk, on which Windows is then installed.
     * @default none; Windows is installed on an IDE disk
     */
    diskDriver?: DiskDriverArgs | undefined;
    /**
     * A second CD with drivers, and programs for `commands`.
     * @default none
     */
    media?: SetupMediaArgs | undefined;
    /**
     * Must be "this reaches beyond the lab" when `media` uses a folder outside the project.
     * @default none; what the image was installed with remains allowed
     */
    accept?: typeof BEYOND | undefined;
    /**
     * Drivers that `media` contains, for a lab's machines: ahci, e1000, pcnet, virtio-blk, virtio-net. The driver of `diskDriver`
     * is added automatically.
     * @default none
     */
    drivers?: Driver[] | undefined;
    /**
     * Command lines that run at the end of the first logon, such as `net user guest /active:no`: at most 8190 printable ASCII
     * characters each. Each runs as a batch file of its own, without a keyboard; one that fails is a warning of the update.
     * `%XPLAB_MEDIA%` is the drive of `media`, such as `E:`.
     * @default none
     */
    commands?: pulumi.Input<pulumi.Input<string>[]> | undefined;
    /**
     * Longest time that the installation may take, in minutes, 1 to 1440.
     * @default 120
     */
    timeoutMinutes?: pulumi.Input<number> | undefined;
}

/** Below 4 GiB Windows' boot sector depends on the disk's size (virt-v2v, fix_ntfs_heads). proof: source */
const LEAST_DISK_MIB = 4096;

const NetbiosName = z
    .string()
    .regex(
        /^[A-Za-z0-9]([A-Za-z0-9-]{0,13}[A-Za-z0-9])?$/,
        "must be 1 to 15 letters, digits and dashes",
    );

const secret = { secret: true } as const;

export const UnattendedInstallShape = z.strictObject({
    iso: z.string().min(1, "must not be empty"),
    isoSha256: Sha256.optional(),
    productKey: z.string().meta(secret),
    edition: imageFields.edition,
    pool: ObjectName.optional(),
    vcpus: z.int().min(1).optional(),
    memoryMiB: z.int().optional(),
    diskMiB: z.int().min(LEAST_DISK_MIB).optional(),
    fullName: z.string().optional(),
    organization: z.string().optional(),
    computerName: NetbiosName.optional(),
    workgroup: NetbiosName.optional(),
    adminPassword: z.string().meta(secret).optional(),
    autoLogon: z.boolean().optional(),
    timeZone: z.union([z.int(), z.string()]).optional(),
    diskDriver: DiskDriverShape.optional(),
    media: SetupMediaShape.optional(),
    accept: Accept,
    drivers: imageFields.drivers,
    commands: z.array(z.string().meta(secret)).optional(),
    timeoutMinutes: z.int().min(1).max(1440).optional(),
});

/** Installs Windows XP from your CD, unattended; the result is a golden image like any other. */
export class UnattendedInstall extends pulumi.ComponentResource {
    /** Volume id `pool/name`, for a lab's `image`. */
    public readonly volume: pulumi.Output<string>;
    /** Edition of Windows XP on the image, for a lab's `edition`. */
    public readonly edition: Edition;
    /** Drivers on the image that Windows XP does not include, for a lab's `drivers`. */
    public readonly drivers: Driver[];

    constructor(name: string, args: UnattendedInstallArgs, opts?: pulumi.ComponentResourceOptions) {
        super("xplab:index:UnattendedInstall", name, {}, opts);
        const what = `UnattendedInstall "${name}"`;
        const { edition = DEFAULT_EDITION, media, drivers = [] } = args;
        const { findings, found: disk } = readDiskDriver(edition, args.diskDriver);
        checkArgs(
            what,
            UnattendedInstallShape,
            [
                validateSetupAnswers,
                ({ vcpus, memoryMiB }) => editionFindings(edition, { vcpus, memoryMiB }),
                () => findings,
                ({ commands }) => validateCommandRoom(commands, disk?.floppyFiles),
            ],
            args,
        );
        const pool = args.pool ?? ownPool(name, { parent: this }).name;
        const floppy = pulumi.secret(answerFloppy({ what, resource: this, edition, disk }, args));
        const volume = new libvirt.InstalledVolume(
            `${name}-volume`,
            {
                pool,
                capacityBytes: mebibytes(args.diskMiB ?? DEFAULT_DISK_MIB),
                diskBus: disk?.bus,
                domain: installingHardware(edition, args),
                cd: { file: checkedCd(what, args.iso, edition), sha256: args.isoSha256 },
                media: media && checkedMedia(what, media),
                ...(args.accept !== undefined && { accept: args.accept }),
                floppyFiles: floppy.floppyFiles,
                answers: floppy.answers,
                formerFloppyFiles: floppy.formerFloppyFiles,
                phases: [...PHASES],
                doneText: DONE_TEXT,
                warningText: COMMAND_FAILED_TEXT,
                timeoutSeconds: pulumi
                    .output(args.timeoutMinutes ?? DEFAULT_TIMEOUT_MINUTES)
                    .apply((minutes) => minutes * 60),
            },
            { parent: this },
        );
        this.volume = volume.id;
        this.edition = edition;
        this.drivers = [...new Set([...(disk === undefined ? [] : [disk.driver]), ...drivers])];
        this.registerOutputs({ volume: this.volume });
    }
}

const DEFAULT_DISK_MIB = 10240;
/** What the recipes of avocado-vt take for it. proof: source */
const DEFAULT_TIMEOUT_MINUTES = 120;
/** What osinfo-db recommends for Windows XP. proof: source */
const DEFAULT_MEMORY_MIB = 512;
/** The HAL for several processors also runs on one, but not the other way round (Microsoft's article 309283). proof: source */
const DEFAULT_VCPUS = 2;

/** Setup restarts twice (osinfo-db, installer-reboots). proof: source */
const PHASES = [
    { name: "copies files in text mode", restarts: 0 },
    { name: "graphical setup", restarts: 1 },
    { name: "first start", restarts: 2 },
    { name: "first logon", serialText: LOGON_TEXT },
    { name: "installed, powers off", serialText: DONE_TEXT },
] as const;

const mebibytes = (size: pulumi.Input<number>) => pulumi.output(size).apply((mib) => mib * 2 ** 20);

/** What is an Output is no number yet. */
function editionFindings(
    edition: Edition,
    wanted: { readonly vcpus?: unknown; readonly memoryMiB?: unknown },
) {
    const known = (value: unknown) => (typeof value === "number" ? value : undefined);
    return validateEdition(edition, {
        vcpus: known(wanted.vcpus),
        memoryMiB: known(wanted.memoryMiB),
    });
}

/** What a plain Windows XP has drivers for: its setup has no others. */
function installingHardware(
    edition: Edition,
    { vcpus = DEFAULT_VCPUS, memoryMiB = DEFAULT_MEMORY_MIB }: UnattendedInstallArgs,
) {
    const { machineType, cpuModel, cpuFeatures, clock, video } = hardwareFor({ edition }).domain;
    return { machineType, cpuModel, cpuFeatures, clock, video, vcpus, memoryMiB };
}

/** The CD's path, once the CD is known to install the edition. */
const checkedCd = (what: string, iso: pulumi.Input<string>, edition: Edition) =>
    pulumi.output(iso).apply(async (path) => {
        const file = absolute(path);
        const findings = await setupCdFindings(file, edition);
        checkArgs(what, z.unknown(), [() => findings], {});
        return file;
    });
