import { noFreeUsbPort } from "../../errors";
import { failureOf } from "../../schema/core/failures";
import { chooseUsbPorts } from "../../xml/domain/write/hostUsb";
import { isWithout } from "../lifecycle/creationDefaults";
import { addDefaults } from "../lifecycle/defaults";
import type { WithDefaults } from "../lifecycle/resource";
import { entriesOf, isRecord } from "../lifecycle/wire";

/** The ports of the host's USB devices that have none yet: Windows takes one in another port for another device. */
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
    const born = devices.map(([name, device]) => {
        const usbPort = ports[name];
        return [name, usbPort === undefined ? device : addDefaults(device, { usbPort })] as const;
    });
    return {
        inputs: { hostdevs: { ...hostdevs, ...Object.fromEntries(born) } },
        failures: open
            .filter((name) => ports[name] === undefined)
            .map((name) => failureOf(noFreeUsbPort([`hostdevs.${name}`, "usbPort"]))),
    };
}
