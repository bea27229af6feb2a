import * as pulumi from "@pulumi/pulumi";
import { Lab, type LabArgs } from "../../../src/components/lab/lab";
import type { LimitsArgs } from "../../../src/components/machine/limits";
import { promiseOf, recordResources, type Recorded } from "../recording";

let record: Record<string, Recorded>;

beforeEach(async () => {
    record = await recordResources();
});

afterEach(() => {
    jest.restoreAllMocks();
});

const make = (args: Partial<LabArgs>) =>
    promiseOf(new Lab("lab", { image: "pool/golden", machines: { xp: {} }, ...args }).machines);

async function limitsOf(machine: string, args: Partial<LabArgs>) {
    await make(args);
    const inputs = record[`lab-${machine}-domain`]?.inputs as {
        memtune?: object;
        cputune?: object;
        disks: Record<string, { iotune?: object }>;
        interfaces: Record<string, { bandwidth?: object }>;
    };
    const { memtune, cputune, disks, interfaces } = inputs;
    const iotunes = Object.values(disks).map(({ iotune }) => iotune);
    const bandwidths = Object.values(interfaces).map(({ bandwidth }) => bandwidth);
    return { memtune, cputune, iotunes, bandwidths };
}

test("without limits they are left to birth", async () => {
    expect(await limitsOf("xp", {})).toEqual({
        memtune: undefined,
        cputune: undefined,
        iotunes: [undefined],
        bandwidths: [undefined],
    });
});

test("each limit becomes what the provider calls it, on every disk", async () => {
    const limits = {
        memoryMiB: 1536,
        cpuPercent: 50,
        diskMiBPerSecond: 20,
        diskIopsPerSecond: 500,
        networkKiBPerSecond: 100,
    };
    const iotune = { totalBytesPerSecond: 20971520, totalIopsPerSecond: 500 };
    const results = { folder: "/results" };
    expect(await limitsOf("xp", { machines: { xp: { limits, results } } })).toEqual({
        memtune: { hardLimitMiB: 1536 },
        cputune: { globalPeriodMicroseconds: 100000, globalQuotaMicroseconds: 50000 },
        iotunes: [iotune, iotune],
        bandwidths: [{ outboundKiBPerSecond: 100 }],
    });
});

test("a machine's own go before the lab's, and the other half of a disk's stays that of birth", async () => {
    const machines = { a: { limits: pulumi.output({ diskIopsPerSecond: 150 }) } };
    const limits = { diskIopsPerSecond: 500, cpuPercent: pulumi.output(200) };
    const { cputune, iotunes } = await limitsOf("a", { machines, limits });
    expect(cputune).toEqual({
        globalPeriodMicroseconds: 100000,
        globalQuotaMicroseconds: 200000,
    });
    expect(iotunes).toEqual([{ totalBytesPerSecond: 104857600, totalIopsPerSecond: 150 }]);
});

test("what cannot be is refused, by the machine that it would hold for", () => {
    const machines = {
        a: { memoryMiB: 512 },
        b: { limits: { memoryMiB: 1500, cpu: 5 } as LimitsArgs },
    };
    const limits = { memoryMiB: 1700, cpuPercent: 1 };
    expect(() => new Lab("lab", { image: "pool/golden", machines, limits })).toThrow(
        new pulumi.RunError(
            [
                'Lab "lab" cannot be made:',
                "  limits.cpuPercent must be 5 or more, not 1 [too-small]",
                "  machines.b.limits.cpu is not a known property; did you mean cpuPercent? [unknown-key]",
            ].join("\n"),
        ),
    );
    const fitting = { ...machines, b: { limits: { memoryMiB: 1500 } } };
    const args = { image: "pool/golden", machines: fitting, limits: { memoryMiB: 1700 } };
    const why = "QEMU needs memory too, and the kernel kills it above the limit";
    expect(() => new Lab("lab", args)).toThrow(
        new pulumi.RunError(
            [
                'Lab "lab" cannot be made:',
                `  machines.a.limits.memoryMiB must be 1792 or more for a machine with 512 MiB: ${why} [memory-limit-too-low]`,
                `  machines.b.limits.memoryMiB must be 1536 or more for a machine with 256 MiB: ${why} [memory-limit-too-low]`,
            ].join("\n"),
        ),
    );
});
