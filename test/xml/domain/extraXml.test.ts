import type { ExtraXml } from "../../../src/schema/domain/extraXml";
import { print } from "../../../src/xml/tree/element";
import { mergeExtra, readExtra, withExtra } from "../../../src/xml/domain/extraXml";
import { parse } from "../../../src/xml/tree/parse";

const inDevices = (...texts: readonly string[]): ExtraXml[] =>
    texts.map((xml) => ({ at: "/domain/devices", xml }));
const inDomain = (...texts: readonly string[]): ExtraXml[] =>
    texts.map((xml) => ({ at: "/domain", xml }));

const domain = (...devices: readonly string[]) =>
    `<domain><name>a</name><devices>${devices.join("")}</devices></domain>`;

interface Example {
    readonly old: readonly ExtraXml[];
    readonly news: readonly ExtraXml[];
    readonly stored: string;
    readonly merged: string;
}

const slow = "<rng model='virtio'><rate bytes='1'/></rng>";
const fast = "<rng model='virtio'><rate bytes='9'/></rng>";
const storedRng = (bytes: number, slot: number) =>
    `<rng model='virtio'><rate bytes='${bytes}'/><backend model='random'/><address slot='${slot}'/></rng>`;

const examples: [what: string, example: Example][] = [
    [
        "of two alike the one that is no longer declared goes",
        {
            old: inDevices(slow, fast),
            news: inDevices(fast),
            stored: domain(storedRng(1, 4), storedRng(9, 5)),
            merged: domain(storedRng(9, 5)),
        },
    ],
    [
        "an element of others stays beside one that goes",
        {
            old: inDevices(slow),
            news: [],
            stored: domain(storedRng(9, 5), storedRng(1, 4)),
            merged: domain(storedRng(9, 5)),
        },
    ],
    [
        "a changed value is set in the element that has the rest",
        {
            old: inDevices(slow),
            news: inDevices("<rng model='virtio'><rate bytes='5'/></rng>"),
            stored: domain(storedRng(9, 5), storedRng(1, 4)),
            merged: domain(storedRng(9, 5), storedRng(5, 4)),
        },
    ],
    [
        "what is said least is found last",
        {
            old: inDevices("<rng model='virtio'/>", fast),
            news: inDevices("<rng model='virtio'/>"),
            stored: domain(storedRng(9, 5), storedRng(1, 4)),
            merged: domain(storedRng(1, 4)),
        },
    ],
    [
        "one that somebody changed is changed on",
        {
            old: inDevices("<watchdog model='ib700' action='reset'/>"),
            news: inDevices("<watchdog model='ib700' action='pause'/>"),
            stored: domain("<watchdog model='ib700' action='none'/>"),
            merged: domain("<watchdog model='ib700' action='pause'/>"),
        },
    ],
    [
        "one that somebody took away stays away",
        { old: inDevices(slow), news: inDevices(slow), stored: domain(), merged: domain() },
    ],
    [
        "a controller of the domain's own is never taken for a lost one",
        {
            old: inDevices("<controller type='usb' index='1' model='ehci'/>"),
            news: [],
            stored: domain("<controller type='usb' index='0' model='ehci'/>"),
            merged: domain("<controller type='usb' index='0' model='ehci'/>"),
        },
    ],
    [
        "a missing parent is made",
        {
            old: [],
            news: [{ at: "/domain/cputune", xml: "<vcpupin vcpu='0' cpuset='1'/>" }],
            stored: "<domain/>",
            merged: "<domain><cputune><vcpupin vcpu='0' cpuset='1'/></cputune></domain>",
        },
    ],
    [
        "a parent that is left empty goes",
        {
            old: [{ at: "/domain/cputune", xml: "<vcpupin vcpu='0' cpuset='0,1'/>" }],
            news: [],
            stored: "<domain><cputune><vcpupin vcpu='0' cpuset='0-1'/></cputune><name>a</name></domain>",
            merged: "<domain><name>a</name></domain>",
        },
    ],
    [
        "an element that is there once is taken over",
        {
            old: [],
            news: inDomain("<memtune><hard_limit unit='MiB'>9</hard_limit></memtune>"),
            stored: "<domain><memtune><soft_limit unit='KiB'>1</soft_limit></memtune></domain>",
            merged: "<domain><memtune><soft_limit unit='KiB'>1</soft_limit><hard_limit unit='MiB'>9</hard_limit></memtune></domain>",
        },
    ],
    [
        "libvirt's own namespace is declared on the root",
        {
            old: [],
            news: inDomain(
                "<qemu:commandline xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'><qemu:arg value='-s'/></qemu:commandline>",
            ),
            stored: "<domain type='qemu'/>",
            merged: "<domain type='qemu' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'><qemu:commandline><qemu:arg value='-s'/></qemu:commandline></domain>",
        },
    ],
];

test.each(examples)("%s", (_what, { old, news, stored, merged }) => {
    const once = mergeExtra(parse(stored), old, news);
    expect(print(once)).toBe(print(parse(merged)));
    expect(print(mergeExtra(once, old, news))).toBe(print(once));
});

test("makes an element for each of several equal entries", () => {
    const redirected = "<redirdev bus='usb' type='spicevmc'/>";
    const tree = withExtra(parse(domain()), inDevices(redirected, redirected));
    expect(print(tree)).toBe(print(parse(domain(redirected, redirected))));
});

describe("readExtra", () => {
    test.each([
        ["an id in hexadecimal", "<vendor id='1234'/>", "<vendor id='0x04d2'/>"],
        [
            "a size in KiB",
            "<hard_limit unit='GiB'>1</hard_limit>",
            "<hard_limit unit='KiB'>1048576</hard_limit>",
        ],
        [
            "a size without unit",
            "<hard_limit>9</hard_limit>",
            "<hard_limit unit='KiB'>9</hard_limit>",
        ],
        [
            "a thousand as a power of ten",
            "<hard_limit unit='kB'>1024</hard_limit>",
            "<hard_limit unit='KiB'>1000</hard_limit>",
        ],
        ["a set as ranges", "<a cpuset='3,1,0,2,7'/>", "<a cpuset='0-3,7'/>"],
        [
            "an address in lower case",
            "<mac address='52:54:00:AA:0B:CC'/>",
            "<mac address='52:54:00:aa:0b:cc'/>",
        ],
        ["more than was said", "<a><b>1</b></a>", "<a x='1'><c/><b y='2'>1</b></a>"],
    ])("reads %s as declared", (_what, xml, there) => {
        const entries = inDomain(xml);
        expect(readExtra(parse(`<domain>${there}</domain>`), entries)).toEqual(entries);
    });

    test.each([
        ["<a b='1' c='x'/>", "<a b='2' c='x' d='3'/>", "<a b='2' c='x'/>"],
        ["<a b='1' c='x'/>", "<a b='1'/>", "<a b='1'/>"],
        ["<a><b>1</b><c/></a>", "<a><b z='1'>2</b></a>", "<a>\n  <b>2</b>\n</a>"],
        ["<a unit='GiB'>1</a>", "<a unit='KiB'>7</a>", "<a unit='KiB'>7</a>"],
        ["<a>1</a>", "<a unit='KiB'>7</a>", "<a unit='KiB'>7</a>"],
        ["<a cpuset='0,1'/>", "<a cpuset='0-2'/>", "<a cpuset='0-2'/>"],
    ])("reads %s from %s", (xml, there, said) => {
        expect(readExtra(parse(`<domain>${there}</domain>`), inDomain(xml))).toEqual(
            inDomain(said),
        );
    });

    test("omits removed elements", () => {
        const entries = inDevices(slow, "<watchdog model='ib700'/>", fast);
        expect(readExtra(parse(domain(storedRng(9, 4))), entries)).toEqual(inDevices(fast));
        expect(readExtra(parse("<domain/>"), entries)).toEqual([]);
    });
});
