import { hostDeviceTaken, hostUsbAmbiguous, hostUsbMissing } from "../../../errors";
import type { Libvirt } from "../../../libvirt";
import { ListDomains } from "../../../libvirt/flags";
import type { Domain } from "../../../schema/domain/domain";
import type { Hostdev } from "../../../schema/domain/hostDevices";
import type { Element } from "../../../xml/tree/element";
import { readHostdevs } from "../../../xml/domain/read/hostUsb";
import { parse } from "../../../xml/tree/parse";
import { all, attributesAt } from "../../../xml/tree/query";
import type { DomainType } from "../accelerator/accelerator";
import { ignoreNotFound } from "../../../libvirt/ignoreNotFound";
import { probePorts } from "./probePorts";
import { matchesUsbDevice, usbDevicesOf, usbText, type UsbDevice } from "./usbDevices";

/**
 * Refuses host devices that are missing or in use by another guest, before a guest is created or shut down for them. Asks
 * only libvirt, because the host may be another machine.
 */
export async function requireHostDevices(
    libvirt: Libvirt,
    inputs: Domain,
    type: DomainType,
): Promise<void> {
    if (!needsHostDevices(inputs)) return;
    const { name = "", uuid = "", hostdevs } = inputs;
    const ports = portsOf(inputs);
    const usb = await usbDevicesFor(name, Object.values(hostdevs), libvirt);
    const running = await runningDomains(libvirt);
    for (const { ref, xml } of running.filter((one) => one.ref.uuid !== uuid)) {
        const device = ports.find((one) => portsIn(xml).includes(one)) ?? usbTaken(usb, xml);
        if (device !== undefined) throw hostDeviceTaken({ name, device, other: ref.name });
    }
    const own = running.find(({ ref }) => ref.uuid === uuid);
    await probePorts(libvirt, inputs, type, own === undefined ? [] : portsIn(own.xml));
}

/** Whether the guest is to run with devices of the host. */
export const needsHostDevices = (inputs: Domain): boolean =>
    inputs.powerState === "running" &&
    (portsOf(inputs).length > 0 || Object.keys(inputs.hostdevs).length > 0);

/** Paths of the host's serial and parallel ports that a domain declares. */
const portsOf = ({ serials, parallels }: Domain): string[] =>
    [...serials, ...parallels].flatMap(({ path }) => path ?? []);

/** Empty if libvirt cannot list the host's devices; the start then reports a missing one. */
export async function usbDevicesFor(
    name: string,
    wanted: readonly Hostdev[],
    libvirt: Libvirt,
): Promise<UsbDevice[]> {
    const devices = wanted.length === 0 ? undefined : await usbDevicesOf(libvirt);
    return devices === undefined ? [] : wanted.map((one) => findUsbDevice(name, one, devices));
}

function findUsbDevice(name: string, wanted: Hostdev, devices: readonly UsbDevice[]): UsbDevice {
    const matching = devices.filter((one) => matchesUsbDevice(wanted, one));
    const [only] = matching;
    const device = usbText(wanted);
    if (only === undefined) throw hostUsbMissing({ name, device, there: devices.map(usbText) });
    if (matching.length > 1) throw hostUsbAmbiguous({ name, device, there: matching.map(usbText) });
    return only;
}

async function runningDomains(libvirt: Libvirt) {
    const domains = await libvirt.call("connectListAllDomains", { flags: ListDomains.ACTIVE });
    const seen = domains.map(async (domain) => {
        const text = await ignoreNotFound(libvirt.call("domainGetXMLDesc", { domain, flags: 0 }));
        // It may end between the two calls.
        return text === undefined ? [] : [{ ref: domain, xml: parse(text) }];
    });
    return (await Promise.all(seen)).flat();
}

/** Includes consoles: a guest without a serial port may have a host's port as its console. */
const portsIn = (xml: Element): string[] =>
    ["serial", "parallel", "console"].flatMap((kind) =>
        all(xml, "devices", kind)
            .filter(({ attributes: { type } }) => type === "dev")
            .flatMap((port) => attributesAt(port, "source")["path"] ?? []),
    );

/** The first of the devices that a running guest uses. */
function usbTaken(devices: readonly UsbDevice[], xml: Element): string | undefined {
    // readHostdevs returns the fields of the schema.
    const theirs = Object.values(
        readHostdevs(all(xml, "devices", "hostdev")),
    ) as Partial<Hostdev>[];
    const one = devices.find((device) => theirs.some((other) => matchesUsbDevice(other, device)));
    return one && `USB device ${usbText(one)}`;
}
