import { changeLimits, isLimit } from "../../../../src/provider/domain/limits/limits";
import { Domain } from "../../../../src/schema/domain/domain";
import { fakeLibvirt } from "../../fakeLibvirt";

const domain = { name: "xp", uuid: "6ba7b810-9dad-11d1-80b4-00c04fd430c8", id: 7 };
const change = (path: string) =>
    ({ keys: path.split("."), path, kind: "update", old: 1, value: 2 }) as const;
const parameter = (field: string, value: bigint, type = "ullong") => ({
    field,
    value: { type, value },
});

async function callsFor(paths: readonly string[], declared: Record<string, unknown>) {
    const { libvirt, calls } = fakeLibvirt({
        domainSetBlockIoTune: () => undefined,
        domainSetSchedulerParametersFlags: () => undefined,
    });
    const news = Domain.inputs.parse({ name: "xp", memoryMiB: 64, ...declared });
    await changeLimits(libvirt, domain, paths.map(change), news);
    return calls;
}

test.each([
    ["cputune", true],
    ["cputune.shares", true],
    ["disks.hda.iotune", true],
    ["disks.hda.iotune.totalIopsPerSecond", true],
    ["disks.hda", false],
    ["disks.hda.file", false],
    ["memtune.hardLimitMiB", false],
])("recognizes %s as a limit with its own call: %p", (path, expected) => {
    expect(isLimit(change(path))).toBe(expected);
});

test("sets all limits of a disk in one call, and omitted ones to none", async () => {
    const iotune = { totalBytesPerSecond: 4096 };
    const paths = ["disks.hda.iotune.totalBytesPerSecond", "disks.hda.iotune.totalIopsPerSecond"];
    expect(await callsFor(paths, { disks: { hda: { file: "/a", iotune } } })).toEqual([
        [
            "domainSetBlockIoTune",
            {
                domain,
                disk: "hda",
                parameters: [parameter("total_bytes_sec", 4096n), parameter("total_iops_sec", 0n)],
                flags: 1,
            },
        ],
    ]);
});

test("removes the limits of a disk", async () => {
    const [[, args] = []] = await callsFor(["disks.hda.iotune"], {
        disks: { hda: { file: "/a" } },
    });
    expect(args).toMatchObject({
        parameters: [parameter("total_bytes_sec", 0n), parameter("total_iops_sec", 0n)],
    });
});

test.each([
    [
        { shares: 512, globalPeriodMicroseconds: 50000, globalQuotaMicroseconds: 100000 },
        [
            parameter("cpu_shares", 512n),
            parameter("global_period", 50000n),
            parameter("global_quota", 100000n, "llong"),
        ],
    ],
    [{ shares: 2 }, [parameter("cpu_shares", 2n), parameter("global_quota", -1n, "llong")]],
])("sets processor time %p", async (cputune, parameters) => {
    expect(await callsFor(["cputune.globalQuotaMicroseconds"], { cputune })).toEqual([
        ["domainSetSchedulerParametersFlags", { domain, parameters, flags: 1 }],
    ]);
});
