import { noFreeUsbPort } from "../../../errors";
import { failureOf } from "../../../schema/core/failures";
import { chooseUsbPorts } from "../../../xml/domain/write/hostUsb";
import { isWithout } from "../../lifecycle/creationDefaults";
import { addDefaults } from "../../lifecycle/defaults";
import type { WithDefaults } from "../../lifecycle/resource";
import { entriesOf, isRecord } from "../../lifecycle/wire";

/** Adds ports to USB devices without one: Windows treats a device in another port as another device. */
export function hostDeviceDefaults(hostdevs: unknown, olds: unknown): WithDefaults {
    if (!isRecord(hostdevs)) return { inputs: {}, failures: [] };
    const devices = entriesOf(hostdevs);
    const open = devices
        .filter(([name, { usbPort }]) => usbPort === undefined && !isWithout(olds, name, "usbPort"))
        .map(([name]) => name);
    const taken = devices.flatMap(([, { usbPort }]) =>
        typeof usbPort === "number" ? [usbPort] : [],
    );
    const ports = chooseUsbPorts(open, new Set(taken));
    const filled = devices.map(([name, device]) => {
        const usbPort = ports[name];
        return [name, usbPort === undefined ? device : addDefaults(device, { usbPort })] as const;
    });
    return {
        inputs: { hostdevs: { ...hostdevs, ...Object.fromEntries(filled) } },
        failures: open
            .filter((name) => ports[name] === undefined)
            .map((name) => failureOf(noFreeUsbPort([`hostdevs.${name}`, "usbPort"]))),
    };
}
