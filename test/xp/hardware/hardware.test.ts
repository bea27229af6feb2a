import { EDITIONS } from "../../../src/xp/editions";
import { hardwareFor } from "../../../src/xp/hardware/hardware";

test("stock is the hardware of machines from before there was a tuning", () => {
    const { domain, disk, nicModel } = hardwareFor({ edition: "professional" });
    expect(domain).toEqual({
        machineType: "pc-i440fx-7.2",
        cpuModel: "qemu64",
        cpuFeatures: [{ name: "nx", policy: "disable" }],
        clock: {
            offset: "localtime",
            rtcTickPolicy: "catchup",
            pitTickPolicy: "delay",
            hpet: false,
        },
        bootOrder: ["hd"],
        video: { model: "cirrus", vramKiB: 16384 },
        usb: false,
    });
    expect([disk, nicModel]).toEqual([{ bus: "ide" }, "rtl8139"]);
});

test("performance has a virtio disk with a thread of its own, and a virtio NIC", () => {
    const { domain, disk, nicModel } = hardwareFor({
        edition: "professional",
        tuning: "performance",
    });
    expect([domain.iothreads, disk, nicModel]).toEqual([
        1,
        {
            bus: "virtio",
            cache: "writeback",
            io: "threads",
            discard: "unmap",
            detectZeroes: "unmap",
            iothread: 1,
        },
        "virtio",
    ]);
});

test("what a machine says itself comes before its tuning, and an IDE disk has no thread", () => {
    const { domain, disk, nicModel } = hardwareFor({
        edition: "professional",
        tuning: "performance",
        diskBus: "ide",
        nic: "pcnet",
        video: "vga",
    });
    expect([domain.iothreads, domain.video.model, disk, nicModel]).toEqual([
        undefined,
        "vga",
        { bus: "ide", cache: "writeback", io: "threads", discard: "unmap", detectZeroes: "unmap" },
        "pcnet",
    ]);
});

test("nx is hidden from the 32-bit editions, long mode in performance too", () => {
    const hidden = (tuning: "stock" | "performance") =>
        EDITIONS.map((edition) =>
            hardwareFor({ edition, tuning })
                .domain.cpuFeatures.map(({ name }) => name)
                .join(" "),
        );
    expect(hidden("stock")).toEqual(["nx", "nx", ""]);
    expect(hidden("performance")).toEqual(["nx lm", "nx lm", ""]);
});
