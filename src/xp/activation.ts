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
        because: "it is in the image, and every disk is a layer on that",
    },
    {
        what: "MAC address",
        votes: 3,
        from: ["devices/interface/mac@address"],
        because: "drawn at birth from project, stack, lab and machine, kept after",
    },
    {
        what: "CD drive",
        votes: 1,
        from: ["devices/disk[@device='cdrom']/target@dev"],
        because: "QEMU's own name, the same for all; there is a drive with media alone",
    },
    {
        what: "graphics card",
        votes: 1,
        from: ["devices/video/model@type"],
        because: "cirrus, or video of the machine",
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
        because: "QEMU's name for a disk of the bus, and a serial number that is drawn at birth",
    },
    {
        what: "SCSI adapter",
        votes: 1,
        from: ["devices/controller[@type='scsi']@model", "devices/disk/target@bus"],
        because: "there is none, but for the virtio disk, which XP takes for one",
    },
    {
        what: "IDE controller",
        votes: 1,
        from: ["os/type@machine", "devices/controller[@type='ide']/address@function"],
        because: "that of the board, of a pinned version, in its own place",
    },
    {
        what: "model of the processor",
        votes: 1,
        from: ["cpu/model", "cpu/model@vendor_id"],
        because: "a named model, with the vendor of birth: without that it would be the host's",
    },
    {
        what: "size of the memory",
        votes: 1,
        from: ["memory", "memory@unit"],
        because: "256 MiB, or memoryMiB of the machine",
    },
];
