/** An input of the hardware hash that XP's activation depends on. */
export interface ActivationInput {
    readonly what: string;
    /** Its weight; an activation stays valid while seven of twelve points are unchanged. */
    readonly votes: number;
    /** Its places in a domain's definition: a path of elements, then @ and an attribute. Empty: QEMU or the image decides. */
    readonly from: readonly string[];
    readonly because: string;
}

/**
 * "Technical Details on Microsoft Product Activation for Windows XP" (2001), as quoted by zdnet.co.uk (2120275),
 * netmation.com and Microsoft's Technical Market Bulletin. SMBIOS is not included. proof: source
 */
export const activationInputs: readonly ActivationInput[] = [
    {
        what: "serial number of C:",
        votes: 1,
        from: ["devices/disk/backingStore/source@file"],
        because: "it is in the image, and every disk is an overlay on it",
    },
    {
        what: "MAC address",
        votes: 3,
        from: ["devices/interface/mac@address"],
        because: "derived from project, stack, lab and machine when created, then kept",
    },
    {
        what: "CD drive",
        votes: 1,
        from: ["devices/disk[@device='cdrom']/target@dev"],
        because:
            "QEMU's own name, the same for every machine; only a machine with media has the drive",
    },
    {
        what: "graphics card",
        votes: 1,
        from: ["devices/video/model@type"],
        because: "cirrus, or the machine's video",
    },
    {
        what: "serial number of the processor",
        votes: 1,
        from: ["cpu/model"],
        because: "the model has none",
    },
    {
        what: "disk",
        votes: 1,
        from: ["devices/disk/target@bus", "devices/disk/serial"],
        because: "QEMU's name for a disk on that bus, and a serial number chosen when created",
    },
    {
        what: "SCSI adapter",
        votes: 1,
        from: ["devices/controller[@type='scsi']@model", "devices/disk/target@bus"],
        because: "there is none, except the virtio disk, which XP treats as one",
    },
    {
        what: "IDE controller",
        votes: 1,
        from: ["os/type@machine", "devices/controller[@type='ide']/address@function"],
        because: "the board's own, in a pinned version, at its own address",
    },
    {
        what: "model of the processor",
        votes: 1,
        from: ["cpu/model", "cpu/model@vendor_id"],
        because:
            "a named model, with the vendor chosen when created; without one it would be the host's",
    },
    {
        what: "size of the memory",
        votes: 1,
        from: ["memory", "memory@unit"],
        because: "256 MiB, or the machine's memoryMiB",
    },
];
