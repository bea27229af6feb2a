import type { DiskBus } from "../hardware/devices";
import type { Driver } from "../hardware/drivers";
import { editions, type Edition } from "../editions";
import { iniSections, type IniLine } from "./iniSections";

/** Name of the file that describes the drivers on a floppy, in upper case. */
export const TXTSETUP_FILE = "TXTSETUP.OEM";

/** A driver on an "F6" floppy, which text mode loads before it looks for disks. */
export interface DiskDriver {
    /** The bus that it drives. */
    readonly bus: DiskBus;
    /** The driver's name in a lab. */
    readonly driver: Driver;
    /** The paths of its files below the given folder, by their names in the new floppy's root folder. */
    readonly files: ReadonlyMap<string, readonly string[]>;
    /** The lines of a TXTSETUP.OEM that describes only this driver. */
    readonly txtsetup: readonly string[];
}

/**
 * The Plug and Play ids of QEMU's disk controllers by bus ("Identifiers for PCI Devices", learn.microsoft.com; `info pci`
 * of QEMU 7.2). proof: source
 */
const CONTROLLERS: readonly (Pick<DiskDriver, "bus" | "driver"> & { ids: readonly string[] })[] = [
    {
        bus: "virtio",
        driver: "virtio-blk",
        ids: pciIds({
            vendor: "1AF4",
            device: "1001",
            subsystem: "00021AF4",
            revision: "00",
            class: "010000",
        }),
    },
    {
        bus: "sata",
        driver: "ahci",
        ids: pciIds({
            vendor: "8086",
            device: "2922",
            subsystem: "11001AF4",
            revision: "02",
            class: "010601",
        }),
    },
];

/** The names of the drivers on virtio-win's floppy (avocado-vt, cfg/virtio-win.cfg). proof: source */
const KNOWN: Readonly<Record<32 | 64, string>> = { 32: "WXP32", 64: "WNET64" };

/**
 * Reads TXTSETUP.OEM, and lays out a floppy with only one driver in its root folder ("TxtSetup.oem File Format", Windows
 * Driver Kit). Unattended setup uses the driver of [Defaults] without asking (avocado-vt, utils_disk.py,
 * setup_virtio_win2003). Returns the reason as a text if there is no suitable driver. proof: source
 */
export function diskDriverOf(
    text: string,
    { edition, id }: { readonly edition: Edition; readonly id?: string | undefined },
): DiskDriver | string {
    const sections = iniSections(text);
    const of = (name: string) => sections.get(name.toLowerCase()) ?? [];
    const missing = ["Disks", "Defaults", "scsi"].find((name) => of(name).length === 0);
    if (missing !== undefined) return `has no section [${missing}]`;
    const chosen = choose(of("scsi"), of("defaults"), { edition, id });
    if (typeof chosen === "string") return chosen;
    const files = of(`Files.scsi.${chosen.key}`);
    if (!files.some(({ key }) => isKey(key, "driver")))
        return `has no driver in [Files.scsi.${chosen.key}]`;
    const hardware = of(`HardwareIds.scsi.${chosen.key}`);
    const controller = CONTROLLERS.find(({ ids }) =>
        hardware.some(({ values: [one = ""] }) => ids.includes(one.toUpperCase())),
    );
    if (controller === undefined)
        return `has no id of virtio-blk or of AHCI (ICH9) in [HardwareIds.scsi.${chosen.key}]`;
    const floppy = flattened(of("Disks"), files);
    if (typeof floppy === "string") return floppy;
    const configs = new Set(files.flatMap(({ values: [, , config] }) => config ?? []));
    return {
        bus: controller.bus,
        driver: controller.driver,
        files: floppy.files,
        txtsetup: [
            ...section("Disks", floppy.disks),
            ...section("Defaults", [`scsi = ${chosen.key}`]),
            ...section("scsi", [chosen.text]),
            ...section(`Files.scsi.${chosen.key}`, texts(files)),
            ...section(`HardwareIds.scsi.${chosen.key}`, texts(hardware)),
            ...[...configs].flatMap((name) =>
                section(`Config.${name}`, texts(of(`Config.${name}`))),
            ),
        ],
    };
}

/** The requested driver, else virtio-win's for the edition, else the default one. */
function choose(
    drivers: readonly IniLine[],
    defaults: readonly IniLine[],
    { edition, id }: { readonly edition: Edition; readonly id?: string | undefined },
): IniLine | string {
    const byName = (name: string | undefined) =>
        drivers.find(({ key }) => name !== undefined && isKey(key, name));
    const standard = defaults.find(({ key }) => isKey(key, "scsi"))?.values[0];
    const found =
        id === undefined ? (byName(KNOWN[editions[edition].bits]) ?? byName(standard)) : byName(id);
    const names = drivers.map(({ key }) => key).join(", ");
    return found ?? `has no driver "${id ?? standard ?? ""}" in [scsi], only ${names}`;
}

/** Moves the files of all disks to the root folder. */
function flattened(disks: readonly IniLine[], lines: readonly IniLine[]) {
    const files = new Map<string, readonly string[]>();
    const used = new Map<string, string>();
    for (const { values } of lines) {
        const [disk = "", name = ""] = values;
        const found = disks.find(({ key }) => isKey(key, disk));
        if (found === undefined) return `has no disk "${disk}" in [Disks]`;
        const [title = "", tag = "", folder = ""] = found.values;
        const tagPath = namesOf(tag);
        const paths = [tagPath, [...namesOf(folder), ...namesOf(name)]];
        for (const path of paths) {
            const file = (path.at(-1) ?? "").toUpperCase();
            const other = files.get(file);
            if (other !== undefined && !isKey(other.join("\\"), path.join("\\")))
                return `needs two files of the name ${file}`;
            files.set(file, path);
        }
        used.set(found.key, `${found.key} = "${title}",\\${tagPath.at(-1) ?? ""},\\`);
    }
    return { files, disks: [...used.values()] };
}

interface PciDevice {
    readonly vendor: string;
    readonly device: string;
    readonly subsystem: string;
    readonly revision: string;
    readonly class: string;
}

/** The hardware ids and compatible ids of a device, the most specific first. */
function pciIds({ vendor, device, subsystem, revision, class: kind }: PciDevice): string[] {
    const pair = `PCI\\VEN_${vendor}&DEV_${device}`;
    const classes = [`CC_${kind}`, `CC_${kind.slice(0, 4)}`];
    return [
        `${pair}&SUBSYS_${subsystem}&REV_${revision}`,
        `${pair}&SUBSYS_${subsystem}`,
        `${pair}&REV_${revision}`,
        pair,
        ...classes.map((one) => `${pair}&${one}`),
        ...classes.map((one) => `PCI\\VEN_${vendor}&${one}`),
        ...classes.map((one) => `PCI\\${one}`),
    ];
}

const section = (name: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [`[${name}]`, ...lines, ""];

const texts = (lines: readonly IniLine[]) => lines.map(({ text }) => text);

const namesOf = (path: string) => path.split(/[\\/]/).filter((name) => name !== "");

const isKey = (key: string, wanted: string) => key.toLowerCase() === wanted.toLowerCase();

/** Whether a driver's file is for 32 or 64 bits, by its PE header; undefined for other files. */
export function bitsOfDriver(file: Buffer): 32 | 64 | undefined {
    if (file.length < 0x40 || file.toString("latin1", 0, 2) !== "MZ") return undefined;
    const at = file.readUInt32LE(0x3c);
    if (at + 6 > file.length || file.toString("latin1", at, at + 4) !== "PE\0\0") return undefined;
    return MACHINES[file.readUInt16LE(at + 4)];
}

/** "PE Format", learn.microsoft.com: IMAGE_FILE_MACHINE_I386 and IMAGE_FILE_MACHINE_AMD64. */
const MACHINES: Readonly<Record<number, 32 | 64>> = { 0x14c: 32, 0x8664: 64 };
