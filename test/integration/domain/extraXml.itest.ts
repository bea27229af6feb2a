import { randomUUID } from "node:crypto";
import { Libvirt } from "../../../src/libvirt";
import { DomainDefine, DomainXml } from "../../../src/libvirt/flags";
import { Domain } from "../../../src/schema/domain/domain";
import type { ExtraXml } from "../../../src/schema/domain/extraXml";
import { elements } from "../../../src/xml/tree/children";
import { domainXml } from "../../../src/xml/domain/write/domain";
import { print, type Element } from "../../../src/xml/tree/element";
import { mergeExtra, readExtra, withExtra } from "../../../src/xml/domain/extraXml";
import { merge } from "../../../src/xml/merge/merge";
import { parse } from "../../../src/xml/tree/parse";
import { checked } from "../../xml/goldens";
import { testName } from "../support/host/names";

jest.setTimeout(60_000);

const name = testName("extra");
const uuid = randomUUID();
const mark = { token: "3f0d3a9e-52b5-4b0c-8a43-0a8f3c1d2e4b", urn: "urn:extra" };

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

async function forget(): Promise<void> {
    const domain = await libvirt.call("domainLookupByUUID", { uuid });
    await libvirt.call("domainUndefineFlags", { domain });
}

interface Case {
    readonly what: string;
    readonly at?: string;
    readonly xml: string;
    /** The part of `xml` that changes and its replacement, each as written and as libvirt stores it. */
    readonly change: readonly [from: string, to: string];
    readonly line: readonly [from: string, to: string];
}

const DEVICES = "/domain/devices";

const cases: Case[] = [
    {
        what: "rng",
        at: DEVICES,
        xml: "<rng model='virtio'><rate period='2000' bytes='1234'/><backend model='random'>/dev/urandom</backend></rng>",
        change: ["1234", "4096"],
        line: ["<rate bytes='1234' period='2000'/>", "<rate bytes='4096' period='2000'/>"],
    },
    {
        what: "watchdog",
        at: DEVICES,
        xml: "<watchdog model='i6300esb' action='reset'/>",
        change: ["reset", "poweroff"],
        line: [
            "<watchdog model='i6300esb' action='reset'>",
            "<watchdog model='i6300esb' action='poweroff'>",
        ],
    },
    {
        what: "hostdev",
        at: DEVICES,
        xml: "<hostdev mode='subsystem' type='pci' managed='yes'><source><address domain='0x0000' bus='0x06' slot='0x02' function='0x0'/></source></hostdev>",
        change: ["managed='yes'", "managed='no'"],
        line: [
            "<hostdev mode='subsystem' type='pci' managed='yes'>",
            "<hostdev mode='subsystem' type='pci' managed='no'>",
        ],
    },
    {
        what: "shmem",
        at: DEVICES,
        xml: "<shmem name='xplabtest'><model type='ivshmem-plain'/><size unit='MiB'>4</size></shmem>",
        change: ["MiB'>4", "KiB'>8192"],
        line: ["<size unit='M'>4</size>", "<size unit='M'>8</size>"],
    },
    {
        what: "panic",
        at: DEVICES,
        xml: "<panic model='isa'><address type='isa' iobase='0x505'/></panic>",
        change: ["0x505", "0x605"],
        line: ["<address type='isa' iobase='0x505'/>", "<address type='isa' iobase='0x605'/>"],
    },
    {
        what: "redirdev",
        at: DEVICES,
        xml: "<redirdev bus='usb' type='tcp'><source mode='connect' host='localhost' service='4000'/></redirdev>",
        change: ["4000", "4001"],
        line: [
            "<source mode='connect' host='localhost' service='4000'/>",
            "<source mode='connect' host='localhost' service='4001'/>",
        ],
    },
    {
        what: "controller",
        at: DEVICES,
        xml: "<controller type='virtio-serial' index='0' ports='16'/>",
        change: ["16", "8"],
        line: [
            "<controller type='virtio-serial' index='0' ports='16'>",
            "<controller type='virtio-serial' index='0' ports='8'>",
        ],
    },
    {
        what: "memtune",
        xml: "<memtune><hard_limit unit='GiB'>1</hard_limit><soft_limit>262144</soft_limit></memtune>",
        change: ["'GiB'>1", "'MiB'>768"],
        line: [
            "<hard_limit unit='KiB'>1048576</hard_limit>",
            "<hard_limit unit='KiB'>786432</hard_limit>",
        ],
    },
    {
        what: "blkiotune",
        xml: "<blkiotune><weight>800</weight></blkiotune>",
        change: ["800", "500"],
        line: ["<weight>800</weight>", "<weight>500</weight>"],
    },
    {
        what: "numatune",
        xml: "<numatune><memory mode='strict' nodeset='0,1,2'/></numatune>",
        change: ["strict", "preferred"],
        line: ["<memory mode='strict' nodeset='0-2'/>", "<memory mode='preferred' nodeset='0-2'/>"],
    },
    {
        what: "sysinfo",
        xml: "<sysinfo type='smbios'><bios><entry name='vendor'>LENOVO</entry></bios><system><entry name='product'>T42</entry></system></sysinfo>",
        change: ["T42", "X31 &amp; dock"],
        line: ["<entry name='product'>T42</entry>", "<entry name='product'>X31 &amp; dock</entry>"],
    },
    {
        what: "commandline",
        xml: "<qemu:commandline><qemu:arg value='-msg'/><qemu:arg value='timestamp=on'/></qemu:commandline>",
        change: ["timestamp=on", "guest-name=on"],
        line: ["<qemu:arg value='timestamp=on'/>", "<qemu:arg value='guest-name=on'/>"],
    },
];

const smbios = { at: "/domain/os", xml: "<smbios mode='sysinfo'/>" };

const entries: ExtraXml[] = [...cases.map(({ at = "/domain", xml }) => ({ at, xml })), smbios];

async function built(): Promise<Element> {
    const { plain } = await checked("Domain", { name, uuid, usb: true, extraXml: entries });
    return domainXml(Domain.inputs.parse(plain), { type: "qemu", mark });
}

const linesOf = (tree: Element) =>
    print(tree)
        .split("\n")
        .map((line) => line.trim());

// Proves what libvirt stores; none of these devices is started.
describe("twelve extra elements that libvirt stores", () => {
    let tree: Element;
    let born: Element;

    beforeAll(async () => {
        tree = await built();
        born = await stored(withExtra(tree, entries));
    });

    afterAll(forget);

    test("are read back as they were written", () => {
        expect(readExtra(born, entries)).toEqual(entries);
    });

    test("are not changed by an update without changes", async () => {
        const merged = mergeExtra(merge(born, tree, tree), entries, entries);
        expect(print(merged)).toBe(print(born));
        expect(print(await stored(merged))).toBe(print(born));
    });

    test.each(cases.map((one, index) => [one.what, one, index] as const))(
        "change one at a time, and back: %s",
        async (_what, { at = "/domain", xml, change, line }, index) => {
            const changed = entries.with(index, { at, xml: xml.replace(change[0], change[1]) });
            const after = await stored(mergeExtra(merge(born, tree, tree), entries, changed));
            const expected = linesOf(born).map((one) => (one === line[0] ? line[1] : one));
            expect(linesOf(after)).toEqual(expected);
            expect(expected).not.toEqual(linesOf(born));
            expect(readExtra(after, changed)).toEqual(changed);
            const drifted = readExtra(after, entries);
            expect(drifted.filter((_, other) => other !== index)).toEqual(
                entries.filter((_, other) => other !== index),
            );
            expect(drifted[index]).not.toEqual(entries[index]);
            expect(print(await stored(mergeExtra(after, changed, entries)))).toBe(print(born));
        },
    );

    test.each(cases.map((one, index) => [one.what, one, index] as const))(
        "are removed one at a time: %s",
        async (_what, { xml }, index) => {
            const rest = entries.toSpliced(index, 1);
            const after = await stored(mergeExtra(merge(born, tree, tree), entries, rest));
            const gone = piecesOf(born).filter((piece) => !piecesOf(after).includes(piece));
            expect(gone.map((piece) => parse(piece).name)).toEqual([parse(xml).name]);
            expect(piecesOf(after)).toEqual(piecesOf(born).filter((one) => !gone.includes(one)));
            expect(readExtra(after, entries)).toEqual(rest);
            await stored(born);
        },
    );
});

/** All elements of the definition with their contents, each device by itself. */
const piecesOf = (tree: Element): string[] =>
    elements(tree)
        .flatMap((one) => (one.name === "devices" ? elements(one) : [one]))
        .map((one) => print(one));
