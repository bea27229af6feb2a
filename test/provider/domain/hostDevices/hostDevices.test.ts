import { requireHostDevices } from "../../../../src/provider/domain/hostDevices/hostDevices";
import { Domain } from "../../../../src/schema/domain/domain";
import { failing, fakeLibvirt } from "../../fakeLibvirt";

const UUID = "6a1576b9-9557-4d9e-950f-712f1bc5e2e6";
const own = { name: "xp", uuid: UUID, id: 1 };
const other = { name: "other", uuid: "0e9b0a48-5b34-5b14-88cf-02a190f1e7aa", id: 2 };
const probe = { name: "probe", uuid: "3f0d3a9e-52b5-4b0c-8a43-0a8f3c1d2e4b", id: 3 };

const node = (vendor: string, product: string, bus: number, device: number) => `
    <device><name>usb</name><devnode type='dev'>/dev/bus/usb/001/004</devnode>
        <capability type='usb_device'><bus>${bus}</bus><device>${device}</device>
            <product id='${product}'>Key</product><vendor id='${vendor}'>Maker</vendor></capability></device>`;

const HUB = node("0x1d6b", "0x0002", 1, 1);
const KEY = node("0x0529", "0x0001", 1, 4);
const SECOND_KEY = node("0x0529", "0x0001", 1, 5);
const usb = { vendorId: "0x0529", productId: "0x0001" };

/** A host with these USB devices and running guests. */
const host = (
    nodes: readonly string[],
    running: readonly (readonly [typeof own, string])[] = [],
    answers: Parameters<typeof fakeLibvirt>[0] = {},
) =>
    fakeLibvirt({
        connectListAllNodeDevices: () => nodes.map((_, index) => ({ name: String(index) })),
        nodeDeviceGetXMLDesc: ({ name }: { name: string }) => nodes[Number(name)],
        connectListAllDomains: () => running.map(([domain]) => domain),
        domainGetXMLDesc: ({ domain }: { domain: typeof own }) =>
            `<domain><devices>${running.find(([one]) => one === domain)?.[1] ?? ""}</devices></domain>`,
        domainCreateXML: () => probe,
        domainDestroyFlags: () => undefined,
        ...answers,
    });

const inputs = (fields: object) => Domain.inputs.parse({ name: "xp", uuid: UUID, ...fields });
const dongle = (fields: object = usb) => inputs({ hostdevs: { dongle: fields } });
const port = (path: string) => inputs({ serials: [{}, { type: "dev", path, irq: 5 }] });
const usbXml = (source: string) => `<hostdev type='usb'><source>${source}</source></hostdev>`;
const serialXml = (path: string, kind = "serial") =>
    `<${kind} type='dev'><source path='${path}'/></${kind}>`;

const refusal = ({ libvirt }: ReturnType<typeof host>, domain: Domain) =>
    requireHostDevices(libvirt, domain, "qemu").then(
        () => undefined,
        (error: unknown) => (error as Error).message,
    );
const callsOf = ({ calls }: ReturnType<typeof host>) => calls.map(([name]) => name);

test("makes no call for a guest without devices or one that stays off", async () => {
    const { libvirt, calls } = fakeLibvirt({});
    await requireHostDevices(libvirt, inputs({}), "qemu");
    const off = { serials: [{ type: "dev", path: "/dev/ttyS0" }], powerState: "off" };
    await requireHostDevices(libvirt, inputs(off), "qemu");
    expect(calls).toEqual([]);
});

describe("USB", () => {
    test.each([[usb], [{ bus: 1, device: 4 }], [{ ...usb, bus: 1, device: 4 }]])(
        "accepts %j",
        async (wanted) => {
            expect(await refusal(host([HUB, KEY]), dongle(wanted))).toBeUndefined();
        },
    );

    test("reports a missing device and the present ones", async () => {
        expect(await refusal(host([HUB]), dongle())).toBe(
            'Domain "xp" cannot use USB device 0529:0001: the host has only 1d6b:0002 (bus 1, device 1). ' +
                'Plug it in, or copy what "lsusb" on the host prints for it. [host-usb-missing]',
        );
    });

    test("reports that the host has no device at all", async () => {
        expect(await refusal(host([]), dongle({ bus: 1, device: 4 }))).toBe(
            'Domain "xp" cannot use USB device bus 1, device 4: the host has no USB device at all. ' +
                'Plug it in, or copy what "lsusb" on the host prints for it. [host-usb-missing]',
        );
    });

    test("refuses an ambiguous device", async () => {
        expect(await refusal(host([KEY, SECOND_KEY]), dongle())).toBe(
            'Domain "xp" cannot use USB device 0529:0001: the host has several, 0529:0001 (bus 1, device 4), 0529:0001 (bus 1, device 5). Add bus and device of the one that you mean. [host-usb-ambiguous]',
        );
        const meant = dongle({ ...usb, bus: 1, device: 5 });
        expect(await refusal(host([KEY, SECOND_KEY]), meant)).toBeUndefined();
    });

    test.each([
        ["its product", "<vendor id='0x0529'/><product id='0x0001'/>"],
        ["its place", "<address bus='1' device='4'/>"],
    ])("refuses a device that another guest has by %s", async (_by, source) => {
        expect(await refusal(host([KEY], [[other, usbXml(source)]]), dongle())).toBe(
            'Domain "xp" cannot use the host\'s USB device 0529:0001 (bus 1, device 4): the running domain "other" has it. ' +
                "Shut that domain down, or remove the device from it, and run again. [host-device-taken]",
        );
    });

    test("accepts a device that this guest already has", async () => {
        const running = [
            [other, usbXml("<address bus='1' device='5'/>")],
            [own, usbXml("<address bus='1' device='4'/>")],
        ] as const;
        expect(await refusal(host([KEY], running), dongle())).toBeUndefined();
    });

    test("ignores a device that is unplugged meanwhile", async () => {
        const gone = host([HUB], [], { nodeDeviceGetXMLDesc: failing("noNodeDevice") });
        expect(await refusal(gone, dongle())).toMatch(/has no USB device at all/);
    });

    test("accepts any device if libvirt cannot list them", async () => {
        const dumb = host([], [], { connectListAllNodeDevices: failing("noSupport") });
        expect(await refusal(dumb, dongle())).toBeUndefined();
    });
});

describe("ports", () => {
    test("opens them in a guest that never runs, and destroys it", async () => {
        const there = host([]);
        expect(await refusal(there, port("/dev/ttyS0"))).toBeUndefined();
        expect(callsOf(there)).toEqual([
            "connectListAllDomains",
            "domainCreateXML",
            "domainDestroyFlags",
        ]);
        const [, { xml, flags }] = there.calls[1] as [string, { xml: string; flags: number }];
        expect(flags).toBe(1 | 2);
        expect(xml.replace(/\s*\n\s*/g, "")).toMatch(
            /<serial type='dev'><source path='\/dev\/ttyS0'\/><target type='isa-serial' port='0'><model name='isa-serial'\/><\/target><\/serial><memballoon/,
        );
    });

    test("reports libvirt's error for a missing port", async () => {
        const reason = "Path '/dev/ttyS9' is not accessible: No such file or directory";
        const missing = host([], [], { domainCreateXML: failing("systemError", reason) });
        expect(await refusal(missing, port("/dev/ttyS9"))).toBe(
            `Domain "xp" cannot use the host's /dev/ttyS9: ${reason}. ` +
                'Check what "ls -l /dev/ttyS* /dev/ttyUSB* /dev/parport*" on the host lists, then plug the device in or correct the path. [host-port-unusable]',
        );
    });

    test.each(["serial", "parallel", "console"])(
        "refuses a port that another guest has as %s",
        async (kind) => {
            const taken = host([], [[other, serialXml("/dev/ttyS0", kind)]]);
            expect(await refusal(taken, port("/dev/ttyS0"))).toBe(
                'Domain "xp" cannot use the host\'s /dev/ttyS0: the running domain "other" has it. ' +
                    "Shut that domain down, or remove the device from it, and run again. [host-device-taken]",
            );
            expect(callsOf(taken)).not.toContain("domainCreateXML");
        },
    );

    test("does not open a port that the guest already has", async () => {
        const mine = host([], [[own, serialXml("/dev/ttyS0")]]);
        expect(await refusal(mine, port("/dev/ttyS0"))).toBeUndefined();
        expect(callsOf(mine)).toEqual(["connectListAllDomains", "domainGetXMLDesc"]);
    });

    test("opens parallel ports too", async () => {
        const there = host([]);
        const parallels = [{ path: "/dev/parport0" }];
        expect(await refusal(there, inputs({ parallels }))).toBeUndefined();
        expect(callsOf(there)).toContain("domainCreateXML");
    });
});
