import { imported } from "../../../../src/provider/lifecycle/defaults";
import type { Properties } from "../../../../src/provider/lifecycle/wire";
import { BEYOND } from "../../../../src/schema/core/accept";
import { check } from "../../checked";

const usb = { vendorId: "0x0529", productId: "0x0001" };

async function ports(hostdevs: Properties, olds: Properties = {}) {
    const { inputs, plain, failures } = await check(
        "Domain",
        { hostdevs, accept: BEYOND },
        { olds },
    );
    const found = Object.entries(plain["hostdevs"] as Record<string, Properties>);
    const usbPorts = Object.fromEntries(found.map(([name, { usbPort }]) => [name, usbPort]));
    return { inputs, usbPorts, failures };
}

test("assigns the lowest free port in declared order", async () => {
    const { usbPorts } = await ports({ z: usb, b: { ...usb, usbPort: 2 }, a: usb });
    expect(usbPorts).toEqual({ z: 1, b: 2, a: 3 });
});

test("keeps ports when another device is added or removed", async () => {
    const { inputs } = await ports({ a: usb, b: usb, c: usb });
    const gone = await ports({ b: usb, c: usb }, inputs);
    expect(gone.usbPorts).toEqual({ b: 2, c: 3 });
    expect((await ports({ d: usb, b: usb, c: usb }, gone.inputs)).usbPorts).toEqual({
        d: 1,
        b: 2,
        c: 3,
    });
});

test("leaves an imported device without a port", async () => {
    const olds = imported({ name: "xp", hostdevs: { a: { type: "usb", ...usb } } });
    expect((await ports({ a: usb, b: usb }, olds)).usbPorts).toEqual({ a: undefined, b: 1 });
});

test("refuses a seventh device", async () => {
    const names = ["a", "b", "c", "d", "e", "f", "seventh"];
    const { failures } = await ports(Object.fromEntries(names.map((name) => [name, usb])));
    expect(failures).toEqual([
        {
            property: "hostdevs.seventh.usbPort",
            reason: "must be one of 1 to 6, which are all in use [no-free-usb-port]",
        },
    ]);
});
