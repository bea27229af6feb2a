import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Libvirt } from "../../../src/libvirt";
import { DomainDefine, DomainXml } from "../../../src/libvirt/flags";
import type { Properties } from "../../../src/provider/lifecycle/wire";
import { Domain } from "../../../src/schema/domain/domain";
import { domainXml } from "../../../src/xml/domain/write/domain";
import { element, print, type Element } from "../../../src/xml/tree/element";
import { merge } from "../../../src/xml/merge/merge";
import { parse } from "../../../src/xml/tree/parse";
import { casesOf, checked, GOLDENS } from "../../xml/goldens";
import { testName } from "../support/host/names";

jest.setTimeout(60_000);

const name = testName("merge");
const uuid = randomUUID();
const mark = { token: "3f0d3a9e-52b5-4b0c-8a43-0a8f3c1d2e4b", urn: "urn:merge" };

let libvirt: Libvirt;

beforeAll(async () => {
    libvirt = await Libvirt.open("qemu:///system");
});

afterAll(() => libvirt.close());

/** The definition as libvirt stores it. */
async function stored(tree: Element): Promise<Element> {
    const flags = DomainDefine.VALIDATE;
    const domain = await libvirt.call("domainDefineXMLFlags", { xml: print(tree), flags });
    const secure = DomainXml.INACTIVE | DomainXml.SECURE;
    return parse(await libvirt.call("domainGetXMLDesc", { domain, flags: secure }));
}

async function born(tree: Element): Promise<Element> {
    const xml = await stored(tree);
    await forget();
    return xml;
}

async function forget(): Promise<void> {
    const domain = await libvirt.call("domainLookupByUUID", { uuid });
    await libvirt.call("domainUndefineFlags", { domain });
}

async function treeOf(input: Properties): Promise<Element> {
    const { plain } = await checked("Domain", { ...input, name, uuid });
    const domain = Domain.inputs.parse(plain);
    return domainXml(domain, { type: "qemu", mark });
}

const inputOf = (golden: string) =>
    JSON.parse(readFileSync(join(GOLDENS, "domain", golden, "input.json"), "utf8")) as Properties;

/** The tree with siblings and attributes sorted. */
function sorted({ name, attributes, children }: Element): Element {
    const texts = children.filter((child) => typeof child === "string");
    const elements = children.filter((child) => typeof child !== "string").map(sorted);
    const inOrder = elements.sort((one, other) => (print(one) < print(other) ? -1 : 1));
    const sortedAttributes = Object.fromEntries(Object.entries(attributes).sort());
    return element(name, sortedAttributes, texts, inOrder);
}

async function expectAsNew(old: Element, news: Element): Promise<void> {
    const fresh = await born(news);
    try {
        const merged = await stored(merge(await stored(old), old, news));
        expect(print(sorted(merged))).toBe(print(sorted(fresh)));
    } finally {
        await forget();
    }
}

// Proves that a changed domain equals a new one, libvirt's own additions included.
test.each(casesOf("domain"))("adds and removes %s", async (golden) => {
    const [plain, full] = [await treeOf({}), await treeOf(inputOf(golden))];
    await expectAsNew(plain, full);
    await expectAsNew(full, plain);
});

const drive = { file: "/var/lib/libvirt/images/none" };
const lan = { network: "lan", mac: "52:54:00:00:00:01", pciSlot: 5 };
const wan = { network: "wan", mac: "52:54:00:00:00:02", pciSlot: 6 };

const changes: [what: string, old: Properties, news: Properties][] = [
    ["screen", { graphics: { type: "spice", password: "a" } }, { graphics: { password: "b" } }],
    ["address", { graphics: { listen: "127.0.0.1" } }, { graphics: { listen: "127.0.0.2" } }],
    ["address to socket", { graphics: { listen: "127.0.0.2" } }, { graphics: { socket: "/a" } }],
    ["socket", { graphics: { socket: "/a" } }, { graphics: { socket: "/b" } }],
    ["card", { video: { model: "qxl" } }, { video: { model: "cirrus" } }],
    ["log", { serials: [{ logFile: "/a" }, {}] }, { serials: [{ logFile: "/b" }] }],
    ["second port's end", { serials: [{}, {}] }, { serials: [{}] }],
    ["boot order", { bootOrder: ["cdrom", "hd"] }, { bootOrder: ["hd", "network", "cdrom"] }],
    ["disk to CD drive", { disks: { hda: drive } }, { cdroms: { hda: {} } }],
    ["bus", { disks: { vda: { bus: "virtio", ...drive } } }, { disks: { hda: drive } }],
    ["interfaces", { interfaces: { lan, wan } }, { interfaces: { wan: { ...wan, ...lan } } }],
    ["USB", { usb: true, vcpus: 2 }, { usb: false, vcpus: 4 }],
];

test.each(changes)("changes %s back and forth", async (_what, one, other) => {
    await expectAsNew(await treeOf(one), await treeOf(other));
    await expectAsNew(await treeOf(other), await treeOf(one));
});
