import { DISK_BUSES, NICS, VIDEOS } from "../../../src/xp/hardware/devices";
import { EDITIONS, type Edition } from "../../../src/xp/editions";
import {
    hardwareViolations,
    type WantedHardware,
} from "../../../src/xp/hardware/hardwareViolations";

const said = (edition: Edition, wanted: WantedHardware) =>
    hardwareViolations(edition, wanted).map(({ path, message }) => `${path.join(".")} ${message}`);

test("lists the devices that each edition runs without a driver in the image", () => {
    const taken = EDITIONS.map((edition) => [
        edition,
        [
            ...DISK_BUSES.filter((diskBus) => said(edition, { diskBus }).length === 0),
            ...NICS.filter((nic) => said(edition, { nic }).length === 0),
            ...VIDEOS.filter((video) => said(edition, { video }).length === 0),
        ].join(" "),
    ]);
    expect(Object.fromEntries(taken)).toEqual({
        home: "ide rtl8139 pcnet cirrus vga",
        professional: "ide rtl8139 pcnet cirrus vga",
        "professional-x64": "ide rtl8139 e1000 cirrus vga",
    });
});

test.each<[Edition, WantedHardware]>([
    ["home", {}],
    ["home", { tuning: "stock", vcpus: 2 }],
    ["professional", { diskBus: "sata", drivers: ["ahci"] }],
    ["professional", { nic: "virtio", diskBus: "virtio", drivers: ["virtio-net", "virtio-blk"] }],
    ["professional", { tuning: "performance", drivers: ["virtio-blk", "virtio-net"] }],
    ["professional", { tuning: "performance", nic: "rtl8139", drivers: ["virtio-blk"] }],
    ["professional", { tuning: "performance", nic: "rtl8139", diskBus: "ide" }],
    ["professional-x64", { nic: "pcnet", drivers: ["pcnet"] }],
    ["professional", { hal: "acpi-pc", vcpus: 1 }],
    ["professional", { hal: "acpi-uniprocessor", vcpus: 2 }],
    ["professional", { hal: "acpi-multiprocessor", vcpus: 32 }],
])("%s accepts %j", (edition, wanted) => {
    expect(said(edition, wanted)).toEqual([]);
});

test.each<[Edition, WantedHardware, string]>([
    [
        "professional",
        { nic: "e1000", drivers: ["virtio-net"] },
        'nic must be "rtl8139", "pcnet" or "virtio", not "e1000": Windows XP Professional includes no driver for it, and drivers does not list "e1000" [device-without-driver]',
    ],
    [
        "professional-x64",
        { nic: "pcnet" },
        'nic must be "rtl8139" or "e1000", not "pcnet": Windows XP Professional x64 Edition includes no driver for it, and drivers does not list "pcnet" [device-without-driver]',
    ],
    [
        "home",
        { diskBus: "sata" },
        'diskBus must be "ide", not "sata": Windows XP Home Edition includes no driver for it, and drivers does not list "ahci" [device-without-driver]',
    ],
    [
        "professional",
        { tuning: "performance", drivers: ["virtio-blk"] },
        'tuning must be "stock" unless drivers lists "virtio-net": "performance" does not start without them [tuning-without-drivers]',
    ],
    [
        "professional",
        { hal: "acpi-pc", vcpus: 2 },
        'vcpus must be 1: the image\'s HAL, "Advanced Configuration and Power Interface (ACPI) PC", supports no more [vcpus-above-hal]',
    ],
])("%s refuses %j", (edition, wanted, text) => {
    expect(said(edition, wanted)).toEqual([text]);
});

test("reports all problems at once", () => {
    const wanted = {
        memoryMiB: 8192,
        vcpus: 33,
        hal: "acpi-pc",
        nic: "virtio",
        tuning: "performance",
    } as const;
    expect(said("home", wanted).map((text) => /^\S+|\[.*/g.exec(text)?.[0])).toEqual([
        "memoryMiB",
        "vcpus",
        "vcpus",
        "nic",
        "tuning",
    ]);
});
