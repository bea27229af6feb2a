import { defineWeakness } from "../core/weakness";

/** What is weaker about the machines of labs as prisons, and about what holds QEMU. */

const PUT_BACK = 'Run "pulumi refresh" and "pulumi up", which put it back.';

export const screenExposed = defineWeakness<{ address: string; domain: string }>({
    code: "screen-exposed",
    severity: "problem",
    title: "A screen can be reached from other machines",
    says: ({ address }) => `its screen listens on ${address}`,
    // Pulumi's refresh does not look at an address that the program leaves to its default.
    remedy: ({ address, domain }) =>
        `Write 127.0.0.1 instead of ${address} with virsh edit ${domain}, and restart the machine.`,
    example: { address: "0.0.0.0", domain: "lab-dev-patient-1" },
});

export const screenOpen = defineWeakness({
    code: "screen-open",
    severity: "warning",
    title: "A screen has no password",
    says: "its screen has no password: every user of the host can look at it and type",
    remedy: "Set screenPassword (pulumi config set --secret screenPassword), or screen to socket.",
    example: undefined,
});

export const deviceExtra = defineWeakness<{ devices: readonly string[] }>({
    code: "device-extra",
    severity: "problem",
    title: "A machine has devices that machines of labs do not have",
    says: ({ devices }) => `it has devices that no machine of a lab has: ${devices.join(", ")}`,
    remedy: "Take them away with virsh detach-device, or virsh edit and a restart.",
    example: { devices: ["filesystem", "/dev/ttyUSB0"] },
});

export const hostDeviceGiven = defineWeakness<{ devices: readonly string[] }>({
    code: "host-device-given",
    severity: "warning",
    title: "A machine has devices of its host, as its lab declares",
    says: ({ devices }) =>
        `it has devices of the host, as declared: ${devices.join(", ")}; what it does to them, and what hangs on them, outlasts it`,
    remedy: "Take them out of hostDevices before hostile code runs there, and trust none of them after.",
    example: { devices: ["/dev/ttyUSB0", "usb 0529:0001"] },
});

export const formatUnsaid = defineWeakness<{ disks: readonly string[] }>({
    code: "format-unsaid",
    severity: "problem",
    title: "The format of an image is not said, so that a guest could choose it",
    says: ({ disks }) =>
        `the format of an image is not said, or of one below it: ${disks.join(", ")}`,
    remedy: PUT_BACK,
    example: { disks: ["hda"] },
});

export const guestFileProbed = defineWeakness<{ files: readonly string[] }>({
    code: "guest-file-probed",
    severity: "problem",
    title: "A guest writes a file into which libvirt looks",
    says: ({ files }) =>
        `libvirt takes the first bytes that it writes to these files for the header of an image, and some headers hang libvirtd: ${files.join(", ")}`,
    remedy: 'Run "pulumi up", which moves it; of what a program declares itself, make a raw disk qcow2 and give a log a folder below the pool\'s.',
    example: { files: ["/var/lib/libvirt/images/lab-dev/lab-dev-xp-com1.log"] },
});

export const fileWritable = defineWeakness<{ file: string }>({
    code: "file-writable",
    severity: "problem",
    title: "Every user of the host may write an image",
    says: ({ file }) => `every user of the host may write "${file}"`,
    remedy: ({ file }) => `Take it back: chmod o-w ${file}.`,
    example: { file: "/var/lib/libvirt/images/lab-dev/lab-xp-disk-0a1b2c3d" },
});

export const imageReadable = defineWeakness<{ file: string; commands: string }>({
    code: "image-readable",
    severity: "warning",
    title: "Every user of the host may read an image",
    says: ({ file }) => `every user of the host may read "${file}"`,
    remedy: ({ commands }) => `Close it: ${commands}.`,
    example: {
        file: "/var/lib/libvirt/images/xp-sp3",
        commands:
            "chown root:64055 /var/lib/libvirt/images/xp-sp3; chmod 0440 /var/lib/libvirt/images/xp-sp3",
    },
});

export const memoryReadable = defineWeakness<{ file: string }>({
    code: "memory-readable",
    severity: "problem",
    title: "Every user of the host may read a guest's saved memory",
    says: ({ file }) => `every user of the host may read "${file}", the saved memory of the guest`,
    remedy: ({ file }) => `Close it: chmod 600 ${file}.`,
    example: { file: "/var/lib/libvirt/qemu/save/lab-dev-xp.save" },
});

export const guestEmulated = defineWeakness({
    code: "guest-emulated",
    severity: "warning",
    title: "A guest is emulated, and QEMU promises no isolation then",
    says: "it runs under emulation (TCG), for which QEMU promises no isolation",
    remedy: "Run what is hostile on a host with KVM.",
    example: undefined,
});

export const sandboxOff = defineWeakness({
    code: "sandbox-off",
    severity: "problem",
    title: "QEMU runs without its sandbox",
    says: "its QEMU runs without the seccomp sandbox",
    remedy: 'Take "seccomp_sandbox = 0" out of /etc/libvirt/qemu.conf, restart libvirtd or virtqemud, then the machine.',
    example: undefined,
});

export const emulatorRoot = defineWeakness({
    code: "emulator-root",
    severity: "problem",
    title: "QEMU runs as root",
    says: "its QEMU runs as root: a guest that breaks out has the host",
    remedy: 'Set user = "libvirt-qemu" in /etc/libvirt/qemu.conf, restart libvirtd or virtqemud, then the machine.',
    example: undefined,
});

export const emulatorUnconfined = defineWeakness<{ model: string }>({
    code: "emulator-unconfined",
    severity: "problem",
    title: "QEMU is not held by the host's AppArmor or SELinux",
    says: ({ model }) => `its QEMU is not held by ${model}, which the host has`,
    remedy: "Remove its seclabel element with virsh edit, and restart the machine.",
    example: { model: "apparmor" },
});

export const confinementAbsent = defineWeakness({
    code: "confinement-absent",
    severity: "warning",
    title: "Neither AppArmor nor SELinux holds QEMU on this host",
    says: "neither AppArmor nor SELinux holds QEMU",
    remedy: "Switch one of them on before hostile code runs in a guest.",
    example: undefined,
});

export const domainTainted = defineWeakness<{ messages: readonly string[] }>({
    code: "domain-tainted",
    severity: "problem",
    title: "libvirt says that a guest is not as it made it",
    says: ({ messages }) => `libvirt says of it: ${messages.join("; ")}`,
    remedy: "Restart the machine, and find out who has done this.",
    example: { messages: ["tainted: custom monitor control commands issued"] },
});
