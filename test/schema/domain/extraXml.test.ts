import { validateExtraXml } from "../../../src/schema/domain/extraXml";
import { Domain } from "../../../src/schema/domain/domain";

const judged = (at: string, xml: string) =>
    validateExtraXml(Domain.inputs.parse({ extraXml: [{ at, xml }] })).map(
        ({ path, message }) => [path.join("."), message] as const,
    );

test.each([
    ["/domain", "<memtune><hard_limit unit='GiB'>1</hard_limit></memtune>"],
    ["/domain", "<qemu:commandline><qemu:arg value='-s'/></qemu:commandline>"],
    ["/domain/cputune", "<vcpupin vcpu='0' cpuset='0'/>"],
    ["/domain/features", "<hyperv><relaxed state='on'/></hyperv>"],
    ["/domain/clock", "<timer name='kvmclock' present='no'/>"],
    ["/domain/devices", "<input type='tablet' bus='virtio'/>"],
    ["/domain/devices", "<controller type='usb' index='1'/>"],
    ["/domain/devices", "<!-- dog --><watchdog model='i6300esb'/>\n"],
    ["/domain/metadata", "<me:note xmlns:me='urn:me' me:by='x'><me:text xml:lang='en'/></me:note>"],
])("accepts in %s %s", (at, xml) => {
    expect(judged(at, xml)).toEqual([]);
});

test.each([
    [
        "/domain",
        "",
        "must be one XML element: 1:0: document must contain a root element. [extra-xml-malformed]",
    ],
    [
        "/domain",
        "<memtune>",
        "must be one XML element: 1:9: unclosed tag: memtune [extra-xml-malformed]",
    ],
    [
        "/domain/devices",
        "<rng/><rng/>",
        "must be one XML element: 1:11: documents may contain only one root. [extra-xml-malformed]",
    ],
    [
        "/domain",
        "<a/>text",
        "must be one XML element: 1:8: text data outside of root node. [extra-xml-malformed]",
    ],
    [
        "/domain",
        "<x:a/>",
        'must declare the namespace of prefix "x" with xmlns:x [extra-xml-prefix]',
    ],
    [
        "/domain",
        "<a><b x:c='1'/></a>",
        'must declare the namespace of prefix "x" with xmlns:x [extra-xml-prefix]',
    ],
    [
        "/domain",
        "<memory>1</memory>",
        'must not be a <memory>: declare it in "memoryMiB" [extra-xml-modelled]',
    ],
    [
        "/domain",
        "<on_crash>destroy</on_crash>",
        "must not be a <on_crash>: it is the same in every domain [extra-xml-modelled]",
    ],
    [
        "/domain",
        "<devices><disk/></devices>",
        'must not be a <devices>: add each element in it separately, with at "/domain/devices" [extra-xml-container]',
    ],
    [
        "/domain",
        "<os><bootmenu/></os>",
        'must not be a <os>: add each element in it separately, with at "/domain/os" [extra-xml-container]',
    ],
    [
        "/domain/os",
        "<boot dev='hd'/>",
        'must not be a <boot>: declare it in "bootOrder" [extra-xml-modelled]',
    ],
    [
        "/domain/clock",
        "<timer name='hpet'/>",
        'must not be a <timer>: declare it in "clock.hpet" [extra-xml-modelled]',
    ],
    [
        "/domain/metadata",
        "<xplab:mark xmlns:xplab='urn:x'/>",
        "must not be a <xplab:mark>: the provider writes it [extra-xml-modelled]",
    ],
    [
        "/domain/devices",
        "<disk device='disk'/>",
        'must not be a <disk>: declare it in "disks" [extra-xml-modelled]',
    ],
    [
        "/domain/devices",
        "<disk device='cdrom'/>",
        'must not be a <disk>: declare it in "cdroms" [extra-xml-modelled]',
    ],
    [
        "/domain/devices",
        "<disk device='floppy'/>",
        'must not be a <disk>: declare it in "floppies" [extra-xml-modelled]',
    ],
    [
        "/domain/devices",
        "<controller type='scsi' index='0'/>",
        'must not be a <controller>: a drive with bus "scsi" brings it [extra-xml-modelled]',
    ],
    [
        "/domain/devices",
        "<input type='tablet' bus='usb'/>",
        'must not be a <input>: declare it in "usb" [extra-xml-modelled]',
    ],
])("rejects in %s %s", (at, xml, message) => {
    expect(judged(at, xml)).toEqual([["extraXml.0.xml", message]]);
});

test("a device is no parent", () => {
    expect(judged("/domain/devices/disk", "<iotune/>")).toEqual([
        [
            "extraXml.0.at",
            'must be "/domain/devices": extra XML can only add whole devices [extra-xml-parent]',
        ],
    ]);
});

test.each(["domain", "/network", "/domain/", "/domain/devices/disk[1]", "/domainx"])(
    'rejects the parent "%s"',
    (at) => {
        const { error } = Domain.inputs.safeParse({ extraXml: [{ at, xml: "<a/>" }] });
        expect(error?.issues.map(({ path, message }) => [path.join("."), message])).toEqual([
            [
                "extraXml.0.at",
                'must be the path of an element that begins with /domain, such as "/domain/devices"',
            ],
        ]);
    },
);

test("what is not known yet is not judged", () => {
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    const open = [unknown, [unknown], [{ at: unknown, xml: undefined }]];
    for (const extraXml of open)
    // The engine's sentinel stands where the type says otherwise.
    {
        expect(validateExtraXml({ extraXml } as never)).toEqual([]);
    }
});
