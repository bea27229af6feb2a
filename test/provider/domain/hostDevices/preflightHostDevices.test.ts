import { preflightHostDevices } from "../../../../src/provider/domain/hostDevices/preflightHostDevices";
import { costlyChanges, type CostlyChange } from "../../../../src/provider/lifecycle/diff";
import { UNKNOWN } from "../../../../src/provider/lifecycle/wire";
import { Domain } from "../../../../src/schema/domain/domain";
import { fakeLibvirt } from "../../fakeLibvirt";

const hostdevs = { dongle: { vendorId: "0x0529", productId: "0x0001" } };
const wanted = { name: "xp", powerState: "running", hostdevs };

const changesTo = (fields: object): CostlyChange[] => {
    const olds = Domain.inputs.parse({ name: "xp" });
    return [...costlyChanges(Domain, { ...olds }, { ...olds, ...fields })];
};

test("refuses a missing USB device with a single call", async () => {
    const { libvirt, calls } = fakeLibvirt({ connectListAllNodeDevices: () => [] });
    await expect(preflightHostDevices(wanted)?.(libvirt)).rejects.toThrow(
        'Domain "xp" cannot use USB device 0529:0001: the host has no USB device at all. ' +
            'Plug it in, or copy what "lsusb" on the host prints for it. [host-usb-missing]',
    );
    expect(calls.map(([name]) => name)).toEqual(["connectListAllNodeDevices"]);
});

test.each([
    ["without any", { ...wanted, hostdevs: {} }],
    [
        "with ports only",
        { ...wanted, hostdevs: {}, serials: [{ type: "dev", path: "/dev/ttyS0" }] },
    ],
    ["that stays off", { ...wanted, powerState: "off" }],
    ["with unknown devices", { ...wanted, hostdevs: UNKNOWN }],
])("checks nothing for a guest %s", (_what, inputs) => {
    expect(preflightHostDevices(inputs)).toBeUndefined();
});

test.each([
    ["a change that restarts the guest", changesTo({ hostdevs }), true],
    ["the rest of an update that was cut off", [], true],
    ["a change that costs the guest nothing", changesTo({ title: "another" }), false],
])("decides after %s whether to check", (_what, changes, isLookedFor) => {
    expect(preflightHostDevices(wanted, changes) !== undefined).toBe(isLookedFor);
});
