import { execFile } from "node:child_process";
import { lostRules } from "../../../src/provider/network/lostRules";

jest.mock("node:child_process", () => ({ execFile: jest.fn() }));

afterEach(() => jest.restoreAllMocks());

const as = (uid: number) => jest.spyOn(process, "getuid" as never).mockReturnValue(uid as never);
const urnOf = (types: string) => `urn:pulumi:dev::mylab::${types}::name`;

const MACHINE = urnOf("xplab:index:Lab$xplab:index:Machine$libvirt:index:Domain");
const NETWORK = urnOf("xplab:index:Lab$xplab:index:LabNetwork$libvirt:index:Network");
const nic = { interfaces: { lan: { filter: "lan" } }, macAddresses: { lan: "52:54:00:ff:ff:ff" } };

test.each([
    ["a user other than root", 1000, NETWORK, { bridge: "lo" }],
    ["a network outside labs", 0, urnOf("libvirt:index:Network"), { bridge: "lo" }],
    ["a bridge that is not on this host", 0, NETWORK, { bridge: "xptnone" }],
    ["a bridge of the host's own", 0, NETWORK, { bridge: "lo", forward: { mode: "bridge" } }],
    ["a machine whose tap is not on this host", 0, MACHINE, nic],
    ["a machine without a filter", 0, MACHINE, { ...nic, interfaces: { lan: {} } }],
])("runs no program for %s", async (_what, uid, urn, state) => {
    as(uid);
    expect(await lostRules(urn, state)).toEqual([]);
    expect(jest.mocked(execFile)).toHaveBeenCalledTimes(0);
});

test("reports nothing if the programs cannot run", async () => {
    as(0);
    jest.mocked(execFile).mockImplementation(((...args: unknown[]) =>
        (args.at(-1) as (error: Error) => void)(new Error("not installed"))) as never);
    expect(await lostRules(NETWORK, { bridge: "lo" })).toEqual([]);
});
