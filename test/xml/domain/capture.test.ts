import { readFileSync } from "node:fs";
import { join } from "node:path";
import { captureFileOf, hasOnlyCapture } from "../../../src/xml/domain/capture";
import { readDomain } from "../../../src/xml/domain/read/domain";
import { parse } from "../../../src/xml/tree/parse";
import { GOLDENS } from "../goldens";

const text = readFileSync(
    join(GOLDENS, "domain", "interfaces-capture-file-virtio", "expected.xml"),
    "utf8",
);
const FILE = "/var/lib/libvirt/images/xp-lan";

test("recognises the elements for QEMU as only the capture", () => {
    expect(hasOnlyCapture(parse(text))).toBe(true);
});

test.each([
    ["another word for QEMU", "</qemu:commandline>", "<qemu:arg value='-S'/></qemu:commandline>"],
    ["an environment", "<qemu:override>", "<qemu:capabilities/><qemu:override>"],
    ["a console that is plugged in", "value='nowhere-ua-nic_lan'/>", "value='charua-nic_lan'/>"],
    ["no capture at all", /filter-mirror/g, "filter-dump"],
])("does not with %s", (_what, from, to) => {
    expect(hasOnlyCapture(parse(text.replace(from, to)))).toBe(false);
});

test.each([
    ["QEMU is not told to", "filter-mirror,id=mirror-ua-nic_lan", "filter-mirror,id=mirror"],
    ["the log is gone", `<log file='${FILE}' append='on'/>`, ""],
    ["the console is another one", "<alias name='ua-nic_lan_capture'/>", ""],
])("reports no capture if %s", (_what, from, to) => {
    expect(captureFileOf(parse(text), "ua-nic_lan")).toBe(FILE);
    expect(captureFileOf(parse(text.replace(from, to)), "ua-nic_lan")).toBeUndefined();
});

test("does not list capture consoles as serial ports", () => {
    expect(readDomain(parse(text), {})["serials"]).toEqual([]);
});
