import * as errors from "../../errors";
import type { Domain } from "./domain";
import type { Disk } from "./domainDevices";
import type { Issue } from "../core/resource";

const PREFIX = { ide: "hd", sata: "sd", scsi: "sd", virtio: "vd" } as const;

/** How far the targets of a bus go; the i440fx board has two IDE channels with two drives each. */
const DRIVES: Readonly<
    Record<Disk["bus"], { last: string; targets: string; why: string } | undefined>
> = {
    ide: { last: "hdd", targets: "hda, hdb, hdc or hdd", why: "the board has no more IDE drives" },
    sata: { last: "sdf", targets: "sda to sdf", why: "the AHCI controller has six ports" },
    scsi: { last: "sdg", targets: "sda to sdg", why: "the SCSI controller has seven units" },
    virtio: undefined,
};

export function validateTargets(domain: Domain): Issue[] {
    return drives(domain).flatMap(({ path, target, bus }) => {
        if (!target.startsWith(PREFIX[bus])) {
            return [errors.targetNotOfBus(path, { prefix: PREFIX[bus], bus })];
        }
        const drives = DRIVES[bus];
        return drives === undefined || target <= drives.last
            ? []
            : [errors.noSuchDrive(path, drives)];
    });
}

export function validateTargetsUnique({ disks, cdroms }: Domain): Issue[] {
    return Object.keys(cdroms)
        .filter((target) => Object.hasOwn(disks, target))
        .map((target) => errors.targetUsedTwice(["cdroms", target]));
}

export function validateIdeDisks({ disks }: Domain): Issue[] {
    return Object.entries(disks)
        .filter(([, disk]) => disk.readOnly && (disk.bus === "ide" || disk.bus === "sata"))
        .map(([target, { bus }]) => errors.busIsWritable(["disks", target, "readOnly"], { bus }));
}

export function validateDiskSlots({ disks }: Domain): Issue[] {
    return Object.entries(disks)
        .filter(([, { bus, pciSlot }]) => pciSlot !== undefined && isKnown(bus) && bus !== "virtio")
        .map(([target]) => errors.slotWithoutVirtio(["disks", target, "pciSlot"]));
}

/** QEMU's virtio devices alone can be served by a thread of their own. */
export function validateIothreads({ disks, iothreads = 0 }: Domain): Issue[] {
    return Object.entries(disks).flatMap(([target, { bus, iothread }]) => {
        if (iothread === undefined) return [];
        const path = ["disks", target, "iothread"];
        if (isKnown(bus) && bus !== "virtio") return [errors.iothreadWithoutVirtio(path)];
        return iothread > iothreads ? [errors.noSuchIothread(path, { iothreads })] : [];
    });
}

export function validateListen({ graphics }: Domain): Issue[] {
    return graphics?.listen !== undefined && graphics.socket !== undefined
        ? [errors.listenAndSocket(["graphics", "socket"])]
        : [];
}

/** RFC 6143 7.2.2: the password is a DES key of 8 bytes; what follows them is ignored. */
export function validateVncPassword({ graphics }: Domain): Issue[] {
    return graphics?.type === "vnc" && Buffer.byteLength(graphics.password ?? "") > 8
        ? [errors.vncPasswordTooLong(["graphics", "password"])]
        : [];
}

export function validateMacsUnique({ interfaces }: Domain): Issue[] {
    return repeated({ interfaces }, "mac").map((path) => errors.macUsedTwice(path));
}

export function validatePciSlotsUnique({ disks, interfaces }: Domain): Issue[] {
    return repeated({ disks, interfaces }, "pciSlot").map((path) => errors.slotUsedTwice(path));
}

export function validateFilterParameters({ interfaces }: Domain): Issue[] {
    return Object.entries(interfaces)
        .filter(
            // Spread, because what is open has no parameters to look at.
            ([, nic]) =>
                nic.filter === undefined && Object.keys({ ...nic.filterParameters }).length > 0,
        )
        .map(([name]) => errors.parametersWithoutFilter(["interfaces", name, "filterParameters"]));
}

function drives({ disks, cdroms }: Domain) {
    const list = (kind: string, record: Record<string, { bus: Disk["bus"] }>) =>
        Object.entries(record).map(([target, { bus }]) => ({ path: [kind, target], target, bus }));
    return [...list("disks", disks), ...list("cdroms", cdroms)].filter(({ bus }) => isKnown(bus));
}

/** Rules meet values that are not known yet. */
const isKnown = (bus: Disk["bus"]) => bus in PREFIX;

/** Paths of the values that an earlier device has already. */
function repeated<K extends string>(
    kinds: Record<string, Record<string, { readonly [key in K]?: unknown }>>,
    field: K,
): (readonly string[])[] {
    const values = Object.entries(kinds).flatMap(([kind, devices]) =>
        Object.entries(devices).map(
            ([name, { [field]: value }]) => [[kind, name, field], value] as const,
        ),
    );
    const seen = new Set<unknown>();
    return values.flatMap(([path, value]) => {
        const again = value !== undefined && seen.has(value);
        seen.add(value);
        return again ? [path] : [];
    });
}
