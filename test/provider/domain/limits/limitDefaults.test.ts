import type { Properties } from "../../../../src/provider/lifecycle/wire";
import { withoutNotes } from "../../../../src/provider/lifecycle/defaults";
import { check } from "../../checked";

const iotune = { totalIopsPerSecond: 2000 };
const creationDefaults = { sharePages: false, dumpCore: false, iotune };
const disks = { hda: { file: "/a" } };

async function limitsOf(news: Properties, olds: Properties = {}) {
    const { inputs } = await check("Domain", { name: "xp", ...news }, { olds });
    const { sharePages, dumpCore, disks: found } = withoutNotes(inputs) as Properties;
    const iotunes = Object.entries(found as Record<string, Properties>).map(
        ([target, disk]) => [target, disk["iotune"]] as const,
    );
    return { inputs, limits: { sharePages, dumpCore, ...Object.fromEntries(iotunes) } };
}

const without = { sharePages: true, dumpCore: undefined, hda: undefined };
const limited = { sharePages: false, dumpCore: false, hda: iotune };

test("gives them to a new domain, which keeps them", async () => {
    const { inputs, limits } = await limitsOf({ disks, creationDefaults });
    expect(limits).toEqual(limited);
    expect((await limitsOf({ disks, creationDefaults }, inputs)).limits).toEqual(limited);
    expect((await limitsOf({ disks }, inputs)).limits).toEqual(limited);
});

test("gives the limits of a later release only to new domains", async () => {
    const { inputs } = await limitsOf({ disks, creationDefaults });
    const later = { sharePages: true, dumpCore: true, iotune: { totalIopsPerSecond: 9 } };
    expect((await limitsOf({ disks, creationDefaults: later }, inputs)).limits).toEqual(limited);
});

test("leaves an existing domain without them and gives them to its new disk", async () => {
    const { inputs } = await limitsOf({ disks });
    const more = { ...disks, hdb: { file: "/b" } };
    expect((await limitsOf({ disks: more, creationDefaults }, inputs)).limits).toEqual({
        ...without,
        hdb: iotune,
    });
});

test("prefers what the program declares, and applies the defaults once that is removed", async () => {
    const own = {
        disks: { hda: { file: "/a", iotune: { totalIopsPerSecond: 5 } } },
        sharePages: true,
        dumpCore: true,
        creationDefaults,
    };
    const { inputs, limits } = await limitsOf(own);
    expect(limits).toEqual({
        sharePages: true,
        dumpCore: true,
        hda: { totalIopsPerSecond: 5 },
    });
    expect((await limitsOf({ disks, creationDefaults }, inputs)).limits).toEqual(limited);
});
