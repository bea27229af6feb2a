import { Guard } from "../../../../src/cli/commands/guard/round";
import { guardReporter } from "../../../../src/cli/commands/guard/tidings";
import type { Unplugged } from "../../../../src/cli/commands/guard/unplugged";
import type { HostView } from "../../../../src/cli/commands/audit/view";
import { readTapRules } from "../../../../src/firewall/tapRules";
import { fakeLibvirt } from "../../../provider/fakeLibvirt";
import { cleanHost, domainXml, MAC, UUID } from "../audit/cleanHost";
import { recordingIo } from "../../recordingIo";

/** What the host shows, look for look; the last one stays. */
let mockViews: HostView[] = [];
jest.mock("../../../../src/cli/commands/audit/lookAtHost", () => ({
    lookAtHost: () => Promise.resolve(mockViews.length > 1 ? mockViews.shift() : mockViews[0]),
}));

let mockRecord: Unplugged[] = [];
jest.mock("../../../../src/cli/commands/guard/unplugged", () => ({
    readUnplugged: () => mockRecord,
    writeUnplugged: (all: Unplugged[]) => (mockRecord = all),
}));

beforeEach(() => (mockRecord = []));

const FLUSHED = cleanHost({}, { taps: readTapRules("") });

function guardOn(views: HostView[], update: () => void = () => undefined) {
    mockViews = views;
    const updates: string[] = [];
    const { libvirt } = fakeLibvirt({
        domainGetXMLDesc: () => domainXml(),
        domainUpdateDeviceFlags: ({ xml }: { xml: string }) => {
            updates.push(/<link state=.*?\/>/.exec(xml)?.[0] ?? "in");
            update();
        },
    });
    const io = recordingIo();
    const work = { libvirt, here: { look: jest.fn() }, io, tidings: guardReporter(io, false) };
    return { guard: new Guard(work), io, updates };
}

test("what is weak at one look alone is libvirt at work", async () => {
    const { guard, io, updates } = guardOn([FLUSHED, cleanHost()]);
    expect(await guard.round()).toBe(0);
    expect({ updates, ...io.written }).toEqual({ updates: [], out: "", err: "" });
});

test("a NIC that was unplugged by a guard before is plugged in when nothing is wrong with it", async () => {
    mockRecord = [{ uuid: UUID, mac: MAC, machine: "machine dev/xp" }];
    const out = domainXml().replace("<port isolated", "<link state='down'/><port isolated");
    const { domainView } =
        jest.requireActual<typeof import("../audit/cleanHost")>("../audit/cleanHost");
    const { guard, io, updates } = guardOn([cleanHost({ domains: [domainView(out)] })]);
    expect(await guard.round()).toBe(0);
    expect({ updates, record: mockRecord, ...io.written }).toEqual({
        updates: ["in"],
        record: [],
        out: `Plugged in NIC ${MAC} of machine dev/xp again\n`,
        err: "",
    });
});

test("what is no longer there is forgotten", async () => {
    mockRecord = [{ uuid: "another", mac: MAC, machine: "machine dev/xp" }];
    const { guard, updates } = guardOn([cleanHost()]);
    await guard.round();
    expect({ updates, record: mockRecord }).toEqual({ updates: [], record: [] });
});

test("a guest that cannot be unplugged is told, and what stays weak is told once", async () => {
    const moved = cleanHost({}, { earlyRules: ['fwd to "eth0"'] });
    const { guard, io } = guardOn([moved], () => {
        throw new Error("the guest does not answer");
    });
    expect(await guard.round()).toBe(1);
    const [first = "", second = ""] = io.written.err.split("\n✗ ");
    expect(first).toContain(
        `NIC ${MAC} of machine dev/xp could not be unplugged, although the machine is weaker than its lab declares: `,
    );
    expect(first).toContain("[guard-unplug-failed]");
    expect(second).toBe(
        `NIC ${MAC} of machine dev/xp stays unplugged: nftables diverts frames to another interface or program before libvirt's filters apply: "fwd to "eth0"" (frames-taken). Remove the rule if it covers the interfaces of guests; "sudo nft -a list ruleset" shows its handle. The guard plugs it in again once "xplab audit" finds nothing wrong with it. [guard-not-repaired]\n`,
    );
    expect(mockRecord).toEqual([{ uuid: UUID, mac: MAC, machine: "machine dev/xp" }]);
    io.written.err = "";
    await guard.round();
    expect(io.written.err).not.toContain("guard-not-repaired");
});

test("guests whose interfaces are not here cannot be guarded from here", async () => {
    const { guard } = guardOn([cleanHost({}, { links: undefined })]);
    await expect(guard.round()).rejects.toThrow("[guard-host-elsewhere]");
});
