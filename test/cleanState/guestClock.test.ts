import { setGuestClock } from "../../src/cleanState/guestClock";
import { parse } from "../../src/xml/tree/parse";
import { fakeLibvirt, libvirtError } from "../provider/fakeLibvirt";

const domain = { name: "xp", uuid: "6a1576b9-9557-4d9e-950f-712f1bc5e2e6", id: 1 };
const withChannel = (name: string) =>
    parse(
        `<domain><devices><channel><target type='virtio' name='${name}'/></channel></devices></domain>`,
    );
const AGENT = withChannel("org.qemu.guest_agent.0");

/** A host whose agent fails to answer a number of times. */
function host(failures: number) {
    let left = failures;
    return fakeLibvirt({
        domainSetTime: () => {
            left -= 1;
            if (left >= 0) throw libvirtError("operationFailed", "not connected");
        },
    });
}

test("sends the time of this machine to the agent", async () => {
    jest.spyOn(Date, "now").mockReturnValue(1_790_000_000_123);
    const { libvirt, calls } = host(0);
    expect(await setGuestClock(libvirt, domain, AGENT)).toBe(true);
    jest.restoreAllMocks();
    expect(calls).toEqual([
        ["domainSetTime", { domain, seconds: 1_790_000_000n, nanoseconds: 123_000_000 }],
    ]);
});

test("retries while libvirt reconnects to the agent", async () => {
    const { libvirt, calls } = host(2);
    expect(await setGuestClock(libvirt, domain, AGENT)).toBe(true);
    expect(calls).toHaveLength(3);
});

test("reports that an agent without an answer did not set the clock", async () => {
    const { libvirt } = host(Infinity);
    expect(await setGuestClock(libvirt, domain, AGENT, { patienceMs: 0 })).toBe(false);
});

test("stops waiting for the agent when the run is cut off", async () => {
    const { libvirt, calls } = host(Infinity);
    const signal = AbortSignal.abort();
    expect(await setGuestClock(libvirt, domain, AGENT, { signal })).toBe(false);
    expect(calls).toHaveLength(1);
});

test("does not ask without the agent's channel", async () => {
    const { libvirt, calls } = host(0);
    expect(await setGuestClock(libvirt, domain, withChannel("com.redhat.spice.0"))).toBe(false);
    expect(calls).toEqual([]);
});
