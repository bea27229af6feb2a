import { Domain } from "../../../src/schema/domain/domain";
import {
    validateHardLimit,
    validateLimitsNotExtra,
    validateLimitsSet,
} from "../../../src/schema/domain/domainLimitsRules";

const domain = (fields: object) => Domain.inputs.parse(fields);

describe("validateHardLimit", () => {
    test.each([[{}], [{ memoryMiB: 256, memtune: { hardLimitMiB: 257 } }], [{ memtune: {} }]])(
        "accepts %j",
        (fields) => {
            expect(validateHardLimit(domain(fields))).toEqual([]);
        },
    );

    test("rejects a limit that the guest's memory alone reaches", () => {
        const memtune = { hardLimitMiB: 256 };
        expect(validateHardLimit(domain({ memoryMiB: 256, memtune }))).toEqual([
            {
                path: ["memtune", "hardLimitMiB"],
                message:
                    "must be more than memoryMiB, 256: the guest would be killed for using its own memory [hard-limit-below-memory]",
            },
        ]);
    });
});

describe("validateLimitsSet", () => {
    test("accepts limits, and none", () => {
        const disks = {
            hda: { file: "/a", iotune: { totalIopsPerSecond: 9 } },
            hdb: { file: "/b" },
        };
        const interfaces = { lan: { network: "lan", bandwidth: { outboundKiBPerSecond: 9 } } };
        expect(validateLimitsSet(domain({ disks, interfaces, cputune: { shares: 2 } }))).toEqual(
            [],
        );
    });

    test("rejects objects that hold none", () => {
        const disks = { hda: { file: "/a", iotune: {} } };
        const interfaces = { lan: { network: "lan", bandwidth: {} } };
        const message = "must set at least one limit [limits-empty]";
        expect(validateLimitsSet(domain({ disks, interfaces, cputune: {}, memtune: {} }))).toEqual([
            { path: ["memtune"], message },
            { path: ["cputune"], message },
            { path: ["disks", "hda", "iotune"], message },
            { path: ["interfaces", "lan", "bandwidth"], message },
        ]);
    });
});

describe("validateLimitsNotExtra", () => {
    const extraXml = [
        { at: "/domain", xml: "<memtune><soft_limit>9</soft_limit></memtune>" },
        { at: "/domain", xml: "<memtune" },
    ];

    test("accepts the element where the property is not there", () => {
        expect(validateLimitsNotExtra(domain({ extraXml, cputune: { shares: 2 } }))).toEqual([]);
    });

    test("rejects it beside the property", () => {
        const memtune = { hardLimitMiB: 512 };
        expect(validateLimitsNotExtra(domain({ extraXml, memtune }))).toEqual([
            {
                path: ["extraXml", 0, "xml"],
                message: 'must not be a <memtune>: declare it in "memtune" [extra-xml-modelled]',
            },
        ]);
    });

    test("rejects the number of I/O threads beside the property", () => {
        const threads = [{ at: "/domain", xml: "<iothreads>4</iothreads>" }];
        expect(validateLimitsNotExtra(domain({ extraXml: threads }))).toEqual([]);
        expect(validateLimitsNotExtra(domain({ extraXml: threads, iothreads: 2 }))).toEqual([
            {
                path: ["extraXml", 0, "xml"],
                message:
                    'must not be a <iothreads>: declare it in "iothreads" [extra-xml-modelled]',
            },
        ]);
    });
});
