import { assess } from "../../../../src/cli/commands/audit/assess";
import { machineTitle } from "../../../../src/xp/machineTitle";
import { cleanHost, domainView, domainXml } from "./cleanHost";

const SERIAL = "<serial type='dev'><source path='/dev/ttyS0'/></serial>";
const PARALLEL = "<parallel type='dev'><source path='/dev/parport0'/></parallel>";
const USB = `
    <controller type='usb' index='0' model='ich9-ehci1'/><controller type='usb' index='0' model='ich9-uhci1'/>
    <hostdev mode='subsystem' type='usb'>
        <source><vendor id='0x0529'/><product id='0x0001'/><address bus='1' device='4'/></source>
    </hostdev>`;

function findingsOf(devices: string, ...hostDevices: readonly string[]) {
    const title = machineTitle({ machine: "xp", lab: "lab", stack: "dev", hostDevices });
    const xml = domainXml(devices).replace("<devices>", `<title>${title}</title><devices>`);
    const view = cleanHost({ domains: [domainView(xml)] });
    return assess(view.domains, view).findings.map(
        ({ severity, detail, code }) => `${severity}: ${detail} [${code}]`,
    );
}

const undeclared = (devices: string) =>
    `problem: it has devices that its lab does not declare: ${devices} [device-extra]`;
const given = (devices: string) =>
    `warning: it has devices of the host, as declared: ${devices}; whatever it changes on them, or on hardware attached to them, stays [host-device-given]`;

test("reports undeclared devices as a problem", () => {
    expect(findingsOf(SERIAL + PARALLEL + USB)).toEqual([
        undeclared(
            "controller usb ich9-ehci1, controller usb ich9-uhci1, /dev/ttyS0, /dev/parport0, usb 0529:0001 1/4",
        ),
    ]);
});

test("reports declared devices as a warning", () => {
    const declared = ["/dev/ttyS0", "/dev/parport0", "usb 0529:0001"];
    expect(findingsOf(SERIAL + PARALLEL + USB, ...declared)).toEqual([
        given("/dev/ttyS0, /dev/parport0, usb 0529:0001 1/4"),
    ]);
});

test("matches a declaration with its device only", () => {
    expect(findingsOf(SERIAL, "/dev/ttyS1")).toEqual([undeclared("/dev/ttyS0")]);
    expect(findingsOf(USB, "usb 0529:0002")).toEqual([undeclared("usb 0529:0001 1/4")]);
    expect(findingsOf(USB, "usb 1/4")).toEqual([given("usb 0529:0001 1/4")]);
    expect(findingsOf(SERIAL + USB, "usb 0529:0001 1/4")).toEqual([
        undeclared("/dev/ttyS0"),
        given("usb 0529:0001 1/4"),
    ]);
});

test("ignores a declared device that is absent", () => {
    expect(findingsOf("", "/dev/ttyS0", "usb 0529:0001")).toEqual([]);
});

test("reports a serial port with another backend", () => {
    expect(findingsOf("<serial type='tcp'/>", "/dev/ttyS0")).toEqual([undeclared("serial tcp")]);
});
