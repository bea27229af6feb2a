import { EDITIONS } from "../../../src/xp/editions";
import { hardwareFor } from "../../../src/xp/hardware/hardware";

test("keeps stock the hardware of machines from before tunings", () => {
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

test("gives performance a virtio disk with its own thread, and a virtio NIC", () => {
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

test("prefers a machine's own settings to its tuning, and gives an IDE disk no thread", () => {
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

test("hides nx from the 32-bit editions, and long mode too with performance", () => {
    const hidden = (tuning: "stock" | "performance") =>
        EDITIONS.map((edition) =>
            hardwareFor({ edition, tuning })
                .domain.cpuFeatures.map(({ name }) => name)
                .join(" "),
        );
    expect(hidden("stock")).toEqual(["nx", "nx", ""]);
    expect(hidden("performance")).toEqual(["nx lm", "nx lm", ""]);
});
