import * as fc from "fast-check";
import type { z } from "zod";
import { BEYOND } from "../../src/schema/core/accept";
import { Domain } from "../../src/schema/domain/domain";

export type DomainInputs = z.input<typeof Domain.inputs>;

/** What a program may write of a domain: inputs that keep every rule, each optional field there or not. */
export const arbitraryDomain = (): fc.Arbitrary<DomainInputs> =>
    fields().filter((inputs) => keepsRules(inputs) && !isNamedTwice(inputs));

const isNamedTwice = ({ bornWith, creationDefaults }: DomainInputs) =>
    bornWith !== undefined && creationDefaults !== undefined;

function keepsRules(inputs: DomainInputs): boolean {
    const domain = Domain.inputs.parse(inputs);
    return Domain.rules.every((rule) => rule(domain).length === 0);
}

const fields = () =>
    optional({
        name: objectName(),
        uuid: fc.uuid(),
        title: text().filter((title) => !title.includes("\n")),
        description: text(),
        accelerator: fc.constantFrom("auto", "kvm", "tcg"),
        machineType: fc.stringMatching(/^pc-i440fx-\d{1,2}\.\d{1,2}$/),
        emulator: path(),
        memoryMiB: fc.integer({ min: 16, max: 1048576 }),
        vcpus: fc.integer({ min: 1, max: 255 }),
        cpuModel: fc.stringMatching(/^[A-Za-z0-9._-]+$/),
        cpuVendorId: fc.stringMatching(/^[A-Za-z0-9 ]{12}$/),
        iothreads: fc.integer({ min: 1, max: 16 }),
        cpuFeatures: fc.uniqueArray(cpuFeature(), { selector: ({ name }) => name, maxLength: 4 }),
        acpi: fc.boolean(),
        apic: fc.boolean(),
        pae: fc.boolean(),
        clock: clock(),
        bootOrder: fc.array(fc.constantFrom("hd", "cdrom", "fd", "network"), {
            minLength: 1,
            maxLength: 4,
        }),
        disks: byTarget(disk("ide"), disk("sata"), disk("scsi"), disk("virtio")),
        cdroms: byTarget(cdrom("ide"), cdrom("sata"), cdrom("scsi")),
        floppies: optional({ fda: floppy(), fdb: floppy() }),
        interfaces: fc.dictionary(fc.stringMatching(/^[a-z][a-z0-9-]{0,30}$/), nic(), {
            maxKeys: 4,
            noNullPrototype: true,
        }),
        serials: fc.array(serial(), { maxLength: 4 }),
        parallels: fc.array(
            optional({ type: fc.constant("dev" as const), path: device() }, ["path"]),
            {
                maxLength: 3,
            },
        ),
        hostdevs: fc.dictionary(fc.stringMatching(/^[a-z][a-z0-9-]{0,30}$/), hostdev(), {
            maxKeys: 6,
            noNullPrototype: true,
        }),
        graphics: graphics(),
        video: optional({
            model: fc.constantFrom("cirrus", "vga", "qxl", "virtio"),
            vramKiB: fc.integer({ min: 1024, max: 1048576 }),
        }),
        usb: fc.boolean(),
        memtune: fc.record({ hardLimitMiB: fc.integer({ min: 16, max: 16777216 }) }),
        cputune: limits({
            shares: fc.integer({ min: 2, max: 10000 }),
            globalPeriodMicroseconds: fc.integer({ min: 1000, max: 1000000 }),
            globalQuotaMicroseconds: fc.integer({ min: 1000, max: 1000000000 }),
        }),
        sharePages: fc.boolean(),
        dumpCore: fc.boolean(),
        creationDefaults: optional(creationDefaults()),
        bornWith: optional(creationDefaults()),
        autostart: fc.boolean(),
        identitySeed: fc.string({ minLength: 1 }),
        powerState: fc.constantFrom("running", "off"),
        applyChanges: fc.constantFrom("restart", "nextStart"),
        shutdownTimeoutSeconds: fc.integer({ min: 0, max: 3600 }),
        readyWhen: readyWhen(),
        extraXml: fc.subarray(EXTRAS),
        accept: fc.constant(BEYOND),
    });

const creationDefaults = () => ({
    sharePages: fc.boolean(),
    dumpCore: fc.boolean(),
    iotune: iotune(),
});

const readyWhen = () =>
    optional({
        lease: fc.boolean(),
        serialText: text().filter((said) => said.length <= 256),
        guestAgent: fc.boolean(),
        tcpPort: fc.integer({ min: 1, max: 65535 }),
        settleSeconds: fc.integer({ min: 0, max: 3600 }),
        timeoutSeconds: fc.integer({ min: 1, max: 86400 }),
    });

const cpuFeature = () =>
    optional(
        {
            name: fc.stringMatching(/^[a-z0-9._-]+$/),
            policy: fc.constantFrom("force", "require", "optional", "disable", "forbid"),
        },
        ["name"],
    );

const clock = () =>
    optional({
        offset: fc.constantFrom("utc", "localtime"),
        rtcTickPolicy: fc.constantFrom("delay", "catchup", "merge"),
        pitTickPolicy: fc.constantFrom("delay", "discard"),
        hpet: fc.boolean(),
    });

const EXTRAS = [
    { at: "/domain/devices", xml: "<watchdog model='i6300esb' action='reset'/>" },
    { at: "/domain", xml: "<memtune><hard_limit unit='KiB'>1048576</hard_limit></memtune>" },
];

const TARGETS = {
    ide: ["hda", "hdb", "hdc", "hdd"],
    sata: ["sda", "sdb", "sdc", "sdd", "sde", "sdf"],
    scsi: ["sda", "sdb", "sdc", "sdd", "sde", "sdf", "sdg"],
    virtio: ["vda", "vdb", "vdy", "vdz"],
} as const;

type Bus = keyof typeof TARGETS;

/** Drives by target; where two have the same, one is left. */
const byTarget = <D>(...drives: readonly fc.Arbitrary<readonly [string, D]>[]) =>
    fc.array(fc.oneof(...drives), { maxLength: 4 }).map((list) => Object.fromEntries(list));

const disk = (bus: Bus) =>
    fc.tuple(
        fc.constantFrom(...TARGETS[bus]),
        optional(
            {
                bus: fc.constant(bus),
                file: path(),
                format: format(),
                backingChain: fc.array(backingImage(), { maxLength: 3 }),
                encryption: encryption(),
                serial: fc.stringMatching(/^[A-Za-z0-9._-]{1,20}$/),
                cache: fc.constantFrom("none", "writethrough", "writeback", "directsync", "unsafe"),
                io: fc.constantFrom("threads", "native", "io_uring"),
                discard: fc.constantFrom("ignore", "unmap"),
                detectZeroes: fc.constantFrom("off", "on", "unmap"),
                iotune: iotune(),
                readOnly: bus === "scsi" || bus === "virtio" ? fc.boolean() : fc.constant(false),
                ...(bus === "virtio"
                    ? { pciSlot: pciSlot(), iothread: fc.integer({ min: 1, max: 16 }) }
                    : {}),
            },
            bus === "ide" ? ["file"] : ["bus", "file"],
        ),
    );

const backingImage = () =>
    optional({ file: path(), format: format(), encryption: encryption() }, ["file", "format"]);

const encryption = () => fc.record({ secret: fc.uuid() });

const cdrom = (bus: Exclude<Bus, "virtio">) =>
    fc.tuple(
        fc.constantFrom(...TARGETS[bus]),
        optional({ bus: fc.constant(bus), file: path() }, bus === "ide" ? [] : ["bus"]),
    );

const floppy = () => optional({ file: path(), readOnly: fc.boolean() });

const nic = () =>
    either(
        optional(
            {
                mac: fc.stringMatching(/^[0-9a-f][02468ace](:[0-9a-f]{2}){5}$/),
                network: objectName(),
                model: fc.constantFrom("rtl8139", "pcnet", "ne2k_pci", "e1000", "virtio"),
                linkUp: fc.boolean(),
                isolatedPort: fc.boolean(),
                bandwidth: limits({
                    inboundKiBPerSecond: fc.integer({ min: 1, max: 4194303 }),
                    outboundKiBPerSecond: fc.integer({ min: 1, max: 4194303 }),
                }),
                captureFile: path(),
                pciSlot: pciSlot(),
            },
            ["network"],
        ),
        optional({ filter: filterName(), filterParameters: filterParameters() }, ["filter"]),
    );

const serial = () => {
    const irq = fc.integer({ min: 3, max: 15 });
    return fc.oneof(
        optional({ type: fc.constant("pty" as const), logFile: path(), irq }),
        optional({ type: fc.constant("dev" as const), path: device(), logFile: path(), irq }, [
            "type",
            "path",
        ]),
    );
};

const hostdev = () => {
    const id = () => fc.stringMatching(/^0x[0-9a-f]{4}$/);
    return either(
        fc.oneof(
            fc.record({ vendorId: id(), productId: id() }),
            fc.record({
                bus: fc.integer({ min: 1, max: 255 }),
                device: fc.integer({ min: 1, max: 127 }),
            }),
        ),
        optional({ type: fc.constant("usb" as const), usbPort: fc.integer({ min: 1, max: 6 }) }),
    );
};

const device = () => fc.stringMatching(/^\/dev\/tty[A-Z]{1,3}\d{1,2}$/);

const filterParameters = () =>
    fc.dictionary(fc.stringMatching(/^[A-Za-z0-9_]+$/), fc.stringMatching(/^[A-Za-z0-9_.:]+$/), {
        maxKeys: 3,
        noNullPrototype: true,
    });

const graphics = () =>
    either(
        fc.oneof(
            optional({
                type: fc.constant("vnc" as const),
                password: fc.string({ minLength: 1, maxLength: 8 }),
            }),
            optional({ type: fc.constant("spice" as const), password: text() }, ["type"]),
        ),
        fc.oneof(
            fc.record({ listen: fc.ipV4() }),
            fc.record({ socket: fc.oneof(path(), fc.constant("auto")) }),
        ),
    );

/** An object without the second one's fields, or with them. */
const either = <A extends object, B extends object>(
    first: fc.Arbitrary<A>,
    second: fc.Arbitrary<B>,
): fc.Arbitrary<A | (A & B)> =>
    fc.oneof(
        first,
        fc.tuple(first, second).map(([a, b]) => ({ ...a, ...b })),
    );

/** An object whose fields are there or not, but for those that must be. */
const optional = <T, K extends keyof T>(
    fields: { [key in keyof T]: fc.Arbitrary<T[key]> },
    requiredKeys: K[] = [],
) => fc.record(fields, { requiredKeys, noNullPrototype: true });

/** An object with one of its fields at least. */
const limits = <T extends object>(fields: { [key in keyof T]: fc.Arbitrary<T[key]> }) =>
    optional(fields).filter((some) => Object.keys(some).length > 0);

const iotune = () =>
    limits({
        totalBytesPerSecond: fc.maxSafeNat().map((bytes) => Math.max(bytes, 4096)),
        totalIopsPerSecond: fc.integer({ min: 1, max: 1000000000 }),
    });

const objectName = () => fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/);

const filterName = () => fc.stringMatching(/^[A-Za-z][A-Za-z0-9._-]{0,62}$/);

const path = () => fc.string({ unit: "grapheme", minLength: 1 }).map((name) => `/${name}`);

const format = () => fc.constantFrom("qcow2" as const, "raw" as const);

const pciSlot = () => fc.integer({ min: 3, max: 27 });

/** Text in which XML has its own meaning for much. */
const text = () =>
    fc.string({
        unit: fc.oneof(
            fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }),
            fc.constantFrom("\n", "\t", " ", "<", ">", "&", "'", '"', "]]>", "&lt;"),
        ),
        minLength: 1,
    });
