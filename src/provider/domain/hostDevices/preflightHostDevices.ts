import { Domain } from "../../../schema/domain/domain";
import { mayStart } from "../domainUpdate";
import { usbDevicesFor } from "./hostDevices";
import type { Preflight } from "../../lifecycle/resource";

const Wanted = Domain.inputs.pick({ name: true, powerState: true, hostdevs: true });

/**
 * Refuses missing USB devices. It does not check ports, because that means opening them, nor other guests, which may have
 * released a device by the time of the update.
 */
export const preflightHostDevices: Preflight = ({ name, powerState, hostdevs }, changes) => {
    const { data } = Wanted.safeParse({ name, powerState, hostdevs });
    if (data === undefined || data.powerState === "off") return undefined;
    const wanted = Object.values(data.hostdevs);
    const isDue = wanted.length > 0 && (changes === undefined || mayStart(changes));
    if (!isDue) return undefined;
    return async (libvirt) => {
        await usbDevicesFor(data.name ?? "", wanted, libvirt);
    };
};
