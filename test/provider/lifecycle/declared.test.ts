import { asDeclared, union } from "../../../src/provider/lifecycle/declared";
import { plain, withDefaults } from "../../../src/provider/lifecycle/defaults";
import type { Properties } from "../../../src/provider/lifecycle/wire";
import { Domain } from "../../../src/schema/domain/domain";
import { domainEffects } from "../../../src/schema/domain/domainEffects";
import { NetworkFilter } from "../../../src/schema/network/networkFilter";
import { check } from "../checked";

const declare = (declared: Properties, actual: Properties) =>
    asDeclared(domainEffects, declared, actual);

test.each<[string, Properties, Properties, Properties]>([
    ["takes another value", { title: "a" }, { title: "b" }, { title: "b" }],
    ["leaves out what is gone", { title: "a", usb: true }, { usb: true }, { usb: true }],
    ["passes by what nobody declared", { usb: true }, { usb: true, title: "b" }, { usb: true }],
    [
        "passes by entries of a record that nobody declared",
        { cdroms: { hdc: { bus: "ide" } } },
        { cdroms: { hdc: { bus: "ide", file: "/cd" }, hdd: {} } },
        { cdroms: { hdc: { bus: "ide" } } },
    ],
    [
        "takes a list of another length whole",
        { cpuFeatures: [{ name: "nx" }] },
        { cpuFeatures: [{ name: "nx", policy: "disable" }, { name: "lm" }] },
        { cpuFeatures: [{ name: "nx", policy: "disable" }, { name: "lm" }] },
    ],
    [
        "takes all that an item of a list has",
        { serials: [{ type: "pty" }] },
        { serials: [{ type: "tcp", logFile: "/log" }] },
        { serials: [{ type: "tcp", logFile: "/log" }] },
    ],
    ["keeps what no host can say", { identitySeed: "a" }, {}, { identitySeed: "a" }],
])("%s", (_what, declared, actual, found) => {
    expect(declare(declared, actual)).toEqual(found);
});

describe("a drifted creation default is restored by the next check", () => {
    const mend = (found: Properties, news: Properties) =>
        withDefaults(Domain.inputs, news, found) as Properties;

    test("a field", async () => {
        const { inputs } = await check("Domain", {});
        const found = declare(inputs, { ...inputs, memoryMiB: 512 });
        expect(found["memoryMiB"]).toBe(512);
        expect(mend(found, {})["memoryMiB"]).toBe(256);
    });

    test("in an object", async () => {
        const { inputs } = await check("Domain", {});
        const found = declare(inputs, { ...inputs, clock: { offset: "localtime", hpet: false } });
        expect(found["clock"]).toMatchObject({ offset: "localtime" });
        expect(mend(found, {})["clock"]).toMatchObject({ offset: "utc" });
    });

    test("a missing entry of a record", async () => {
        const news = { interfaces: { lan: { network: "lan" } } };
        const { inputs } = await check("Domain", news);
        const found = declare(inputs, { ...inputs, interfaces: {} });
        expect(found["interfaces"]).not.toHaveProperty("lan");
        const mended = plain(mend(found, news))["interfaces"];
        expect(mended).toEqual(plain(inputs)["interfaces"]);
    });

    test("in an item of a list", async () => {
        const rule = { action: "drop", direction: "inout", protocol: "mac" };
        const { inputs } = await check("NetworkFilter", { rules: [rule] });
        const edited = { ...rule, priority: 500, match: { protocolid: "ipv4" } };
        const { effects, inputs: schema } = NetworkFilter;
        const found = asDeclared(effects, inputs, { ...inputs, rules: [edited] });
        expect(plain(found)["rules"]).toEqual([edited]);
        const mended = withDefaults(schema, { rules: [rule] }, found) as Properties;
        expect(plain(mended)["rules"]).toEqual([{ ...rule, priority: 500, match: {} }]);
    });

    test("unless the program set it", () => {
        const found = declare({ memoryMiB: 128 }, { memoryMiB: 512 });
        expect(found).toEqual({ memoryMiB: 512 });
    });
});

test("merges two declarations, the second wins", () => {
    const one = { a: 1, disks: { hda: { file: "/a" }, hdb: { file: "/b" } } };
    const other = { a: 2, disks: { hda: { file: "/c" } }, d: [1] };
    expect(union(one, other)).toEqual({
        a: 2,
        disks: { hda: { file: "/c" }, hdb: { file: "/b" } },
        d: [1],
    });
});
