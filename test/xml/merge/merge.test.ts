import * as fc from "fast-check";
import { Domain } from "../../../src/schema/domain/domain";
import { domainXml } from "../../../src/xml/domain/write/domain";
import { element, print, type Element } from "../../../src/xml/tree/element";
import { merge } from "../../../src/xml/merge/merge";
import { parse } from "../../../src/xml/tree/parse";

interface Example {
    readonly old: string;
    readonly news: string;
    readonly stored: string;
    readonly merged: string;
}

const examples: [what: string, example: Example][] = [
    [
        "a new text comes with its unit, what is not declared stays",
        {
            old: "<d><memory unit='MiB'>64</memory><vcpu>1</vcpu></d>",
            news: "<d><memory unit='MiB'>96</memory><vcpu>1</vcpu></d>",
            stored: "<d id='x'><memory unit='KiB' dumpCore='off'>65536</memory><vcpu>1</vcpu><tune/></d>",
            merged: "<d id='x'><memory unit='MiB' dumpCore='off'>96</memory><vcpu>1</vcpu><tune/></d>",
        },
    ],
    [
        "drift stays where nobody asks for a change",
        {
            old: "<d a='1' b='1'><e>1</e><f>1</f></d>",
            news: "<d a='1' b='2'><e>1</e><f>2</f></d>",
            stored: "<d a='9' b='9'><e>9</e><f>9</f></d>",
            merged: "<d a='9' b='2'><e>9</e><f>2</f></d>",
        },
    ],
    [
        "attributes come and go",
        {
            old: "<driver name='qemu' cache='none'/>",
            news: "<driver name='qemu' io='threads'/>",
            stored: "<driver name='qemu' cache='none' queues='2'/>",
            merged: "<driver name='qemu' queues='2' io='threads'/>",
        },
    ],
    [
        "a text that is no longer declared goes",
        {
            old: "<d><e a='1'>1</e></d>",
            news: "<d><e a='1'/></d>",
            stored: "<d><e a='1' b='1'>1</e></d>",
            merged: "<d><e a='1' b='1'/></d>",
        },
    ],
    [
        "disks are known by their target and keep what libvirt added",
        {
            old: "<devices><disk><source file='/a'/><target dev='hda'/></disk><disk><source file='/b'/><target dev='hdb'/></disk></devices>",
            news: "<devices><disk><source file='/c'/><target dev='hdb'/></disk></devices>",
            stored: "<devices><disk><source file='/b'/><target dev='hdb'/><address unit='1'/></disk><disk><source file='/a'/><target dev='hda'/><address unit='0'/></disk></devices>",
            merged: "<devices><disk><source file='/c'/><target dev='hdb'/><address unit='1'/></disk></devices>",
        },
    ],
    [
        "a new element stands behind its kind",
        {
            old: "<devices/>",
            news: "<devices><disk><target dev='hdb'/></disk><video/></devices>",
            stored: "<devices><disk><target dev='hda'/></disk><rng/></devices>",
            merged: "<devices><disk><target dev='hda'/></disk><disk><target dev='hdb'/></disk><rng/><video/></devices>",
        },
    ],
    [
        "an interface in its slot may change its MAC address",
        {
            old: "<devices><interface><mac address='a'/><address slot='0x03'/></interface></devices>",
            news: "<devices><interface><mac address='b'/><address slot='0x03'/></interface></devices>",
            stored: "<devices><interface><mac address='a'/><alias name='ua'/><address slot='0x03'/></interface></devices>",
            merged: "<devices><interface><mac address='b'/><alias name='ua'/><address slot='0x03'/></interface></devices>",
        },
    ],
    [
        "an interface that somebody moved is known by its MAC address",
        {
            old: "<devices><interface><mac address='a'/><address slot='0x03'/></interface></devices>",
            news: "<devices/>",
            stored: "<devices><interface><mac address='b'/><address slot='0x04'/></interface><interface><mac address='a'/><address slot='0x09'/></interface></devices>",
            merged: "<devices><interface><mac address='b'/><address slot='0x04'/></interface></devices>",
        },
    ],
    [
        "the boot order changes as a whole, in its place",
        {
            old: "<os><type>hvm</type><boot dev='hd'/></os>",
            news: "<os><type>hvm</type><boot dev='cdrom'/><boot dev='hd'/></os>",
            stored: "<os><type>hvm</type><boot dev='network'/><boot dev='fd'/><bootmenu enable='yes'/></os>",
            merged: "<os><type>hvm</type><boot dev='cdrom'/><boot dev='hd'/><bootmenu enable='yes'/></os>",
        },
    ],
    [
        "what somebody took away stays away until its declaration changes",
        {
            old: "<d><title>1</title><clock offset='utc'/></d>",
            news: "<d><title>1</title><clock offset='localtime'/></d>",
            stored: "<d/>",
            merged: "<d><clock offset='localtime'/></d>",
        },
    ],
    [
        "what is there already is not added again",
        {
            old: "<devices/>",
            news: "<devices><graphics type='vnc' passwd='a'/></devices>",
            stored: "<devices><graphics type='vnc' port='5901' passwd='b'/></devices>",
            merged: "<devices><graphics type='vnc' port='5901' passwd='a'/></devices>",
        },
    ],
    [
        "metadata of others stays",
        {
            old: "<d><metadata><xplab:mark xmlns:xplab='u' token='1'/></metadata></d>",
            news: "<d><metadata><xplab:mark xmlns:xplab='u' token='2'/></metadata></d>",
            stored: "<d><metadata><o:mark xmlns:o='v' token='1'/><xplab:mark xmlns:xplab='u' token='1'/></metadata></d>",
            merged: "<d><metadata><o:mark xmlns:o='v' token='1'/><xplab:mark xmlns:xplab='u' token='2'/></metadata></d>",
        },
    ],
    [
        "a network's other addresses and hosts stay",
        {
            old: "<network><ip family='ipv4' address='10.1.0.1'><dhcp><range start='10.1.0.2' end='10.1.0.9'/></dhcp></ip></network>",
            news: "<network><ip family='ipv4' address='10.1.0.1'><dhcp><range start='10.1.0.3' end='10.1.0.9'/></dhcp></ip></network>",
            stored: "<network><ip family='ipv6' address='fd00::1'/><ip family='ipv4' address='10.1.0.1'><dhcp><range start='10.1.0.2' end='10.1.0.9'/><host mac='a' ip='10.1.0.5'/></dhcp></ip></network>",
            merged: "<network><ip family='ipv6' address='fd00::1'/><ip family='ipv4' address='10.1.0.1'><dhcp><range start='10.1.0.3' end='10.1.0.9'/><host mac='a' ip='10.1.0.5'/></dhcp></ip></network>",
        },
    ],
    [
        "a screen's first address is written where libvirt repeats it",
        {
            old: "<graphics type='vnc'><listen type='address' address='127.0.0.1'/></graphics>",
            news: "<graphics type='vnc'><listen type='socket' socket='/a'/></graphics>",
            stored: "<graphics type='vnc' listen='127.0.0.1' keymap='de'><listen type='address' address='127.0.0.1'/></graphics>",
            merged: "<graphics type='vnc' keymap='de'><listen type='socket' socket='/a'/></graphics>",
        },
    ],
    [
        "a screen whose socket libvirt places loses the path, where libvirt repeats it too",
        {
            old: "<graphics type='vnc'><listen type='socket' socket='/a'/></graphics>",
            news: "<graphics type='vnc'><listen type='socket'/></graphics>",
            stored: "<graphics type='vnc' socket='/a' keymap='de'><listen type='socket' socket='/a'/></graphics>",
            merged: "<graphics type='vnc' keymap='de'><listen type='socket'/></graphics>",
        },
    ],
    [
        "a card of another model takes nothing over",
        {
            old: "<video><model type='qxl' vram='16384'/></video>",
            news: "<video><model type='cirrus' vram='16384'/></video>",
            stored: "<video><model type='qxl' ram='65536' vram='16384' vgamem='16384'/><alias name='ua'/></video>",
            merged: "<video><model type='cirrus' vram='16384'/><alias name='ua'/></video>",
        },
    ],
    [
        "the console, the controller and the sound that libvirt derived go with their reason",
        {
            old: "<devices><disk device='floppy'><target dev='fda'/></disk><serial><target port='0'/></serial><graphics type='spice'/></devices>",
            news: "<devices/>",
            stored: "<devices><disk device='floppy'><target dev='fda'/></disk><controller type='fdc' index='0'/><serial><target port='0'/></serial><console><target type='serial'/></console><console><target type='virtio'/></console><graphics type='spice'/><audio type='spice'/><audio type='alsa'/></devices>",
            merged: "<devices><console><target type='virtio'/></console><audio type='alsa'/></devices>",
        },
    ],
];

test.each(examples)("%s", (_what, { old, news, stored, merged }) => {
    const once = merge(parse(stored), parse(old), parse(news));
    expect(print(once)).toBe(print(parse(merged)));
    expect(print(merge(once, parse(old), parse(news)))).toBe(print(once));
});

const mac = fc.constantFrom("52:54:00:00:00:01", "52:54:00:00:00:02", "52:54:00:00:00:03");
const slot = fc.integer({ min: 3, max: 6 });
const file = fc.constantFrom("/a", "/b");

const interfaces = fc
    .uniqueArray(fc.record({ mac, pciSlot: slot, network: fc.constantFrom("lan", "wan") }), {
        maxLength: 3,
        selector: (nic) => nic.mac,
    })
    .filter((nics) => new Set(nics.map(({ pciSlot }) => pciSlot)).size === nics.length)
    .map((nics) => Object.fromEntries(nics.map((nic, index) => [`nic${index}`, nic])));

/** Built XML of inputs that differ in a few places. */
const declaration = fc
    .record(
        {
            title: fc.constantFrom("one", "two"),
            memoryMiB: fc.constantFrom(64, 128),
            vcpus: fc.constantFrom(1, 2),
            cpuFeatures: fc.subarray([{ name: "nx" }, { name: "sse2" }, { name: "svm" }]),
            acpi: fc.boolean(),
            clock: fc.record({ hpet: fc.boolean(), rtcTickPolicy: fc.constant("delay") }),
            bootOrder: fc.shuffledSubarray(["hd", "cdrom", "fd"], { minLength: 1 }),
            disks: fc.dictionary(
                fc.constantFrom("hda", "hdb"),
                fc.record({
                    file,
                    backingChain: fc.array(fc.record({ file, format: fc.constant("raw") }), {
                        maxLength: 2,
                    }),
                }),
            ),
            cdroms: fc.dictionary(fc.constantFrom("hdb", "sda"), fc.record({ file })),
            floppies: fc.dictionary(fc.constant("fda"), fc.record({ readOnly: fc.boolean() })),
            interfaces,
            serials: fc.array(fc.record({ logFile: file }, { requiredKeys: [] }), { maxLength: 2 }),
            graphics: fc.oneof(
                fc.record({ type: fc.constantFrom("vnc", "spice"), socket: file }),
                fc.record({ listen: fc.constantFrom("127.0.0.1", "127.0.0.2") }),
            ),
            video: fc.record({ model: fc.constantFrom("cirrus", "qxl") }),
            usb: fc.boolean(),
        },
        { requiredKeys: [] },
    )
    .map((inputs) => {
        const { cdroms = {}, disks = {} } = inputs;
        const free = Object.entries(cdroms).filter(([target]) => !Object.hasOwn(disks, target));
        const domain = Domain.inputs.parse({ ...inputs, cdroms: Object.fromEntries(free) });
        return domainXml(domain, { type: "qemu", mark: { token: "t", urn: "u" } });
    });

const elements = ({ children }: Element) => children.filter((child) => typeof child !== "string");

/** Adds foreign content to every element: an attribute, and a child in some place. */
function withForeign(tree: Element, place: number): Element {
    const children = tree.children.map((child) =>
        typeof child === "string" ? child : withForeign(child, place + 1),
    );
    const attributes = { ...tree.attributes, "o:note": String(place) };
    if (elements(tree).length === 0) return { ...tree, attributes };
    const foreign = element("o:thing", { place }, "text & more");
    const index = place % (children.length + 1);
    return { ...tree, attributes, children: children.toSpliced(index, 0, foreign) };
}

const foreignOf = (tree: Element): string[] => [
    tree.attributes["o:note"] ?? "",
    ...elements(tree)
        .filter(({ name }) => name === "o:thing")
        .map((thing) => print(thing)),
];

const CONTAINERS = ["metadata", "os", "features", "cpu", "clock", "devices"];

/** The foreign content of all parents that exist in every declaration. */
const survivors = (tree: Element) => [
    foreignOf(tree),
    ...elements(tree)
        .filter(({ name }) => CONTAINERS.includes(name))
        .map(foreignOf),
];

function sorted({ name, attributes, children }: Element): Element {
    const inOrder = children
        .map((child) => (typeof child === "string" ? child : sorted(child)))
        .map((child) => [typeof child === "string" ? child : print(child), child] as const)
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([, child]) => child);
    return {
        name,
        attributes: Object.fromEntries(Object.entries(attributes).sort()),
        children: inOrder,
    };
}

const place = fc.integer({ min: 0, max: 5 });

test("keeps stored XML without a change", () => {
    const property = fc.property(declaration, declaration, place, (stored, declared, where) => {
        const there = withForeign(stored, where);
        expect(print(merge(there, declared, declared))).toBe(print(there));
    });
    fc.assert(property);
});

test("changes stored XML from the old declaration to the new one", () => {
    const property = fc.property(declaration, declaration, (old, news) => {
        expect(print(sorted(merge(old, old, news)))).toBe(print(sorted(news)));
    });
    fc.assert(property);
});

test("changes nothing the second time", () => {
    const property = fc.property(
        fc.oneof(
            fc.tuple(declaration, declaration).map(([old, news]) => [old, old, news] as const),
            fc.tuple(declaration, declaration, declaration),
        ),
        place,
        ([stored, old, news], where) => {
            const once = merge(withForeign(stored, where), old, news);
            expect(print(merge(once, old, news))).toBe(print(once));
        },
    );
    fc.assert(property);
});

test("keeps what other programs wrote", () => {
    const property = fc.property(declaration, declaration, place, (old, news, where) => {
        const there = withForeign(old, where);
        expect(survivors(merge(there, old, news))).toEqual(survivors(there));
    });
    fc.assert(property);
});
