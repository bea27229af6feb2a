import * as errors from "../../errors";
import type { Finding } from "../../errors";
import { parallelPorts, serialPorts } from "./hostPorts";

/** A USB device of the host: its ids, its place, or both. */
export interface HostUsb {
    /** Vendor and product as lsusb prints them. */
    readonly id?: string | undefined;
    readonly bus?: number | undefined;
    readonly device?: number | undefined;
}

/** The host devices of a machine. */
export interface HostDevices {
    readonly serialPorts?: readonly string[] | undefined;
    readonly parallelPorts?: readonly string[] | undefined;
    readonly usb?: Readonly<Record<string, HostUsb>> | undefined;
}

/** The text in a machine's title, without spaces if possible. */
export function usbText({ id, bus, device }: HostUsb): string {
    const place = bus === undefined ? undefined : `${bus}/${device ?? ""}`;
    return ["usb", id, place].filter((part) => part !== undefined).join(" ");
}

/** Parses such a text; undefined for other texts. */
export function parseUsbText(text: string): HostUsb | undefined {
    const [, id, bus, device] =
        /^usb(?: ([0-9a-f]{4}:[0-9a-f]{4}))?(?: (\d+)\/(\d+))?$/.exec(text) ?? [];
    if (id === undefined && bus === undefined) return undefined;
    return {
        ...(id !== undefined && { id }),
        ...(bus !== undefined && { bus: Number(bus), device: Number(device) }),
    };
}

/** The texts of a machine's host devices in its title. */
export const hostDeviceTexts = ({
    serialPorts: serial = [],
    parallelPorts: parallel = [],
    usb = {},
}: HostDevices): string[] => [...serial, ...parallel, ...Object.values(usb).map(usbText)];

/** Whether two descriptions can mean the same device; a product and a place can always. */
export function isSameUsb(one: HostUsb, other: HostUsb): boolean {
    const [byId, byPlace] = [agree(one.id, other.id), agree(placeOf(one), placeOf(other))];
    return (byId === true || byPlace === true) && byId !== false && byPlace !== false;
}

const placeOf = ({ bus, device }: HostUsb) => bus && `${bus}/${device ?? ""}`;

const agree = (one: unknown, other: unknown) =>
    one === undefined || other === undefined ? undefined : one === other;

/** Reports host devices that one machine cannot have. */
export function validateHostDevices({
    hostDevices: { serialPorts: serial = [], parallelPorts: parallel = [], usb = {} } = {},
}: {
    readonly hostDevices?: HostDevices | undefined;
}): Finding[] {
    const tooMany = (field: string, ports: readonly string[], there: typeof serialPorts) =>
        ports.length > there.length
            ? [
                  errors.tooManyHostPorts(["hostDevices", field], {
                      names: there.map(({ name }) => name),
                  }),
              ]
            : [];
    return [
        ...tooMany("serialPorts", serial, serialPorts),
        ...tooMany("parallelPorts", parallel, parallelPorts),
        ...Object.entries(usb).flatMap(([name, { id, bus, device }]) =>
            (bus === undefined) === (device === undefined) && (id ?? bus) !== undefined
                ? []
                : [errors.hostUsbUnidentified(["hostDevices", "usb", name])],
        ),
    ];
}
