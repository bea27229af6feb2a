import { LabNetwork } from "../../src/components/labNetwork";
import { reachRules, type Reach } from "../../src/xp/reach";
import { promiseOf, recordResources, type Recorded } from "./recording";

let record: Record<string, Recorded>;

beforeEach(async () => {
    record = await recordResources();
});

afterEach(() => {
    jest.restoreAllMocks();
});

const ENDS = {
    hostAddress: "10.64.3.1",
    hostMac: "52:54:00:00:00:01",
    subnet: "10.64.3.0/24",
};

test.each<[Reach | undefined, Reach, boolean, object]>([
    ["nothing", "nothing", true, { name: "lan-dev" }],
    ["dhcp", "dhcp", true, { name: "lan-dev", ipv4: {} }],
    ["guests", "guests", false, { name: "lan-dev", ipv4: {} }],
    [undefined, "dhcp", true, { name: "lan-dev", ipv4: {} }],
])("of reach %s", async (given, reach, isolatedPorts, network) => {
    const lan = new LabNetwork("lan", given === undefined ? {} : { reach: given });
    expect(await promiseOf(lan.filter)).toBe("lan-dev");
    expect(await promiseOf(lan.network)).toBe("lan-dev");
    expect([lan.reach, lan.isolatedPorts]).toEqual([reach, isolatedPorts]);
    expect(record["lan-network"]?.inputs).toEqual(network);
    expect(record["lan-filter"]?.inputs).toEqual({
        name: "lan-dev",
        rules: reachRules(reach, ENDS),
    });
});
