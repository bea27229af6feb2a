import { Domain } from "../../../src/schema/domain/domain";
import * as rules from "../../../src/schema/domain/domainRules";
import type { Issue } from "../../../src/schema/core/resource";

const domain = (fields: object) => Domain.inputs.parse(fields);
const disk = (fields: object = {}) => ({ file: "/d", ...fields });
const nic = (fields: object = {}) => ({ network: "lan", ...fields });

type Rule = (domain: Domain) => Issue[];
const judged = (rule: Rule, fields: object) => rule(domain(fields));

describe("validateTargets", () => {
    const rule = rules.validateTargets;

    test.each([
        [{ disks: { hda: disk(), hdd: disk() } }],
        [{ disks: { sda: disk({ bus: "sata" }), sdf: disk({ bus: "sata" }) } }],
        [{ disks: { sda: disk({ bus: "scsi" }), sdg: disk({ bus: "scsi" }) } }],
        [{ disks: { vda: disk({ bus: "virtio" }), vdz: disk({ bus: "virtio" }) } }],
        [{ cdroms: { hdc: {}, sdb: { bus: "sata" } } }],
    ])("accepts %j", (fields) => {
        expect(judged(rule, fields)).toEqual([]);
    });

    test.each([
        ["disks", "vda", "ide", 'must begin with "hd" on bus "ide" [target-not-of-bus]'],
        ["disks", "hda", "virtio", 'must begin with "vd" on bus "virtio" [target-not-of-bus]'],
        ["cdroms", "hdc", "sata", 'must begin with "sd" on bus "sata" [target-not-of-bus]'],
        [
            "disks",
            "hde",
            "ide",
            "must be hda, hdb, hdc or hdd: the board has no more IDE drives [no-such-drive]",
        ],
        [
            "disks",
            "sdg",
            "sata",
            "must be sda to sdf: the AHCI controller has six ports [no-such-drive]",
        ],
        [
            "cdroms",
            "sdh",
            "scsi",
            "must be sda to sdg: the SCSI controller has seven units [no-such-drive]",
        ],
    ])("rejects %s.%s on bus %s", (kind, target, bus, message) => {
        const drive = kind === "disks" ? disk({ bus }) : { bus };
        expect(judged(rule, { [kind]: { [target]: drive } })).toEqual([
            { path: [kind, target], message },
        ]);
    });
});

describe("validateTargetsUnique", () => {
    const rule = rules.validateTargetsUnique;

    test("accepts a disk beside a CD drive", () => {
        expect(judged(rule, { disks: { hda: disk() }, cdroms: { hdc: {} } })).toEqual([]);
    });

    test("rejects a CD drive in a disk's place", () => {
        expect(judged(rule, { disks: { hda: disk() }, cdroms: { hda: {} } })).toEqual([
            {
                path: ["cdroms", "hda"],
                message: "must not also be the target of a disk [target-used-twice]",
            },
        ]);
    });
});

describe("validateIdeDisks", () => {
    const rule = rules.validateIdeDisks;

    test.each([
        [{ hda: disk() }],
        [{ vda: disk({ bus: "virtio", readOnly: true }) }],
        [{ sda: disk({ bus: "scsi", readOnly: true }) }],
    ])("accepts %j", (disks) => {
        expect(judged(rule, { disks })).toEqual([]);
    });

    test.each([
        ["hda", "ide"],
        ["sda", "sata"],
    ])("rejects a read-only %s on bus %s", (target, bus) => {
        expect(judged(rule, { disks: { [target]: disk({ bus, readOnly: true }) } })).toEqual([
            {
                path: ["disks", target, "readOnly"],
                message: `must be false on bus "${bus}": its disks cannot be read-only [bus-is-writable]`,
            },
        ]);
    });
});

describe("validateDiskSlots", () => {
    const rule = rules.validateDiskSlots;

    test("accepts a virtio disk's slot", () => {
        expect(judged(rule, { disks: { vda: disk({ bus: "virtio", pciSlot: 3 }) } })).toEqual([]);
    });

    test("rejects an IDE disk's", () => {
        expect(judged(rule, { disks: { hda: disk({ pciSlot: 3 }) } })).toEqual([
            {
                path: ["disks", "hda", "pciSlot"],
                message: 'must be absent unless bus is "virtio" [slot-without-virtio]',
            },
        ]);
    });
});

describe("validateIothreads", () => {
    const rule = rules.validateIothreads;
    const virtio = (iothread: number) => disk({ bus: "virtio", iothread });

    test.each([
        [{ disks: { vda: disk({ bus: "virtio" }) } }],
        [{ iothreads: 2, disks: { vda: virtio(1), vdb: virtio(2) } }],
    ])("accepts %j", (fields) => {
        expect(judged(rule, fields)).toEqual([]);
    });

    test.each([
        [
            { iothreads: 1, disks: { hda: disk({ iothread: 1 }) } },
            "hda",
            'must be absent unless bus is "virtio" [iothread-without-virtio]',
        ],
        [
            { disks: { vda: virtio(1) } },
            "vda",
            "must be absent: the domain has no iothreads [no-such-iothread]",
        ],
        [
            { iothreads: 1, disks: { vda: virtio(2) } },
            "vda",
            "must be 1 or less: the domain has no more iothreads [no-such-iothread]",
        ],
    ])("rejects, in %j, that of %s", (fields, target, message) => {
        expect(judged(rule, fields)).toEqual([{ path: ["disks", target, "iothread"], message }]);
    });
});

describe("validateListen", () => {
    const rule = rules.validateListen;

    test.each([
        [undefined],
        [{}],
        [{ listen: "127.0.0.1" }],
        [{ socket: "/s" }],
        [{ socket: "auto" }],
    ])("accepts %j", (graphics) => {
        expect(judged(rule, { graphics })).toEqual([]);
    });

    test.each(["/s", "auto"])("rejects an address and the socket %s", (socket) => {
        expect(judged(rule, { graphics: { listen: "127.0.0.1", socket } })).toEqual([
            {
                path: ["graphics", "socket"],
                message: "must be absent when listen is set [listen-and-socket]",
            },
        ]);
    });
});

describe("validateVncPassword", () => {
    const rule = rules.validateVncPassword;

    test.each([
        [undefined],
        [{}],
        [{ password: "12345678" }],
        [{ type: "spice", password: "123456789" }],
    ])("accepts %j", (graphics) => {
        expect(judged(rule, { graphics })).toEqual([]);
    });

    test.each(["123456789", "ääääa"])("rejects %s", (password) => {
        expect(judged(rule, { graphics: { password } })).toEqual([
            {
                path: ["graphics", "password"],
                message: "must be at most 8 bytes for VNC [vnc-password-too-long]",
            },
        ]);
    });
});

describe("validateMacsUnique", () => {
    const mac = "52:54:00:00:00:01";

    test("accepts different ones, and none", () => {
        const interfaces = { a: nic({ mac }), b: nic({ mac: "52:54:00:00:00:02" }), c: nic() };
        expect(judged(rules.validateMacsUnique, { interfaces })).toEqual([]);
    });

    test("rejects every repetition", () => {
        const interfaces = { a: nic({ mac }), b: nic({ mac }), c: nic({ mac }) };
        const message =
            "must differ from the addresses of the domain's other interfaces [mac-used-twice]";
        expect(judged(rules.validateMacsUnique, { interfaces })).toEqual([
            { path: ["interfaces", "b", "mac"], message },
            { path: ["interfaces", "c", "mac"], message },
        ]);
    });
});

describe("validatePciSlotsUnique", () => {
    const virtio = (pciSlot?: number) => disk({ bus: "virtio", pciSlot });
    const message = "must differ from the slots of the domain's other devices [slot-used-twice]";

    test("accepts different ones, and none", () => {
        const interfaces = { a: nic({ pciSlot: 3 }), b: nic() };
        const fields = { interfaces, disks: { vda: virtio(4), vdb: virtio() } };
        expect(judged(rules.validatePciSlotsUnique, fields)).toEqual([]);
    });

    test("rejects one slot for a disk and an interface", () => {
        const fields = { interfaces: { a: nic({ pciSlot: 3 }) }, disks: { vda: virtio(3) } };
        expect(judged(rules.validatePciSlotsUnique, fields)).toEqual([
            { path: ["interfaces", "a", "pciSlot"], message },
        ]);
    });

    test("rejects it even when both have one name", () => {
        const fields = { interfaces: { vda: nic({ pciSlot: 3 }) }, disks: { vda: virtio(3) } };
        expect(judged(rules.validatePciSlotsUnique, fields)).toEqual([
            { path: ["interfaces", "vda", "pciSlot"], message },
        ]);
    });
});

describe("validateFilterParameters", () => {
    const rule = rules.validateFilterParameters;

    test.each([
        [nic()],
        [nic({ filter: "f" })],
        [nic({ filter: "f", filterParameters: { IP: "10.64.0.2" } })],
    ])("accepts %j", (lan) => {
        expect(judged(rule, { interfaces: { lan } })).toEqual([]);
    });

    test("rejects parameters of no filter", () => {
        const lan = nic({ filterParameters: { IP: "10.64.0.2" } });
        expect(judged(rule, { interfaces: { lan } })).toEqual([
            {
                path: ["interfaces", "lan", "filterParameters"],
                message: "must be absent without filter [parameters-without-filter]",
            },
        ]);
    });
});
