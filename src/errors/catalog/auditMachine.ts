import { shellWord } from "../core/shellWord";
import { defineWeakness } from "../core/weakness";

/** Weaknesses in the confinement of the machines of labs, and of QEMU. */

const PUT_BACK = 'Run "pulumi refresh", then "pulumi up", to restore it.';

export const screenExposed = defineWeakness<{ address: string; domain: string }>({
    code: "screen-exposed",
    severity: "problem",
    title: "A screen can be reached from other machines",
    says: ({ address }) => `its screen listens on ${address}`,
    // Pulumi's refresh does not look at an address that the program leaves to its default.
    remedy: ({ address, domain }) =>
        `Run "virsh edit ${shellWord(domain)}", replace ${address} with 127.0.0.1, and restart the machine.`,
    example: { address: "0.0.0.0", domain: "lab-dev-patient-1" },
});

export const screenOpen = defineWeakness({
    code: "screen-open",
    severity: "warning",
    title: "A screen has no password",
    says: "its screen has no password: every user of the host can watch it and type",
    remedy: 'Set screenPassword ("pulumi config set --secret screenPassword"), or set screen to "socket".',
    example: undefined,
});

export const deviceExtra = defineWeakness<{ devices: readonly string[] }>({
    code: "device-extra",
    severity: "problem",
    title: "A machine has devices that its lab does not declare",
    says: ({ devices }) => `it has devices that its lab does not declare: ${devices.join(", ")}`,
    remedy: 'Remove them with "virsh detach-device", or with "virsh edit" and a restart.',
    example: { devices: ["filesystem", "/dev/ttyUSB0"] },
});

export const hostDeviceGiven = defineWeakness<{ devices: readonly string[] }>({
    code: "host-device-given",
    severity: "warning",
    title: "A machine uses host devices that its lab declares",
    says: ({ devices }) =>
        `it has devices of the host, as declared: ${devices.join(", ")}; whatever it changes on them, or on hardware attached to them, stays`,
    remedy: "Remove them from hostDevices before hostile code runs there, and do not trust them afterwards.",
    example: { devices: ["/dev/ttyUSB0", "usb 0529:0001"] },
});

export const formatUnset = defineWeakness<{ disks: readonly string[] }>({
    code: "format-unsaid",
    severity: "problem",
    title: "The format of an image is not set, so a guest could choose it",
    says: ({ disks }) =>
        `the format of an image or of its backing image is not set: ${disks.join(", ")}`,
    remedy: PUT_BACK,
    example: { disks: ["hda"] },
});

export const guestFileProbed = defineWeakness<{ files: readonly string[] }>({
    code: "guest-file-probed",
    severity: "problem",
    title: "A guest writes to a file that libvirt probes for an image header",
    says: ({ files }) =>
        `libvirt looks for an image header in files that the guest writes, and some headers hang libvirtd: ${files.join(", ")}`,
    remedy: 'Run "pulumi up", which moves the files of a lab. For your own domains, change raw disks to qcow2, and put logs in a subfolder of the pool\'s folder.',
    example: { files: ["/var/lib/libvirt/images/lab-dev/lab-dev-xp-com1.log"] },
});

export const fileWritable = defineWeakness<{ file: string }>({
    code: "file-writable",
    severity: "problem",
    title: "Every user of the host can write to an image",
    says: ({ file }) => `every user of the host can write to "${file}"`,
    remedy: ({ file }) => `Run "sudo chmod o-w ${shellWord(file)}".`,
    example: { file: "/var/lib/libvirt/images/lab-dev/lab-xp-disk-0a1b2c3d" },
});

export const imageReadable = defineWeakness<{ file: string; commands: string }>({
    code: "image-readable",
    severity: "warning",
    title: "Every user of the host can read an image",
    says: ({ file }) => `every user of the host can read "${file}"`,
    remedy: ({ commands }) => `Run "${commands}" as root.`,
    example: {
        file: "/var/lib/libvirt/images/xp-sp3",
        commands:
            "chown root:64055 /var/lib/libvirt/images/xp-sp3; chmod 0440 /var/lib/libvirt/images/xp-sp3",
    },
});

export const memoryReadable = defineWeakness<{ file: string }>({
    code: "memory-readable",
    severity: "problem",
    title: "Every user of the host can read a guest's saved memory",
    says: ({ file }) => `every user of the host can read "${file}", the saved memory of the guest`,
    remedy: ({ file }) => `Run "sudo chmod 600 ${shellWord(file)}".`,
    example: { file: "/var/lib/libvirt/qemu/save/lab-dev-xp.save" },
});

export const guestEmulated = defineWeakness({
    code: "guest-emulated",
    severity: "warning",
    title: "A guest runs under emulation, where QEMU promises no isolation",
    says: "it runs under emulation (TCG), for which QEMU promises no isolation",
    remedy: "Run hostile code on a host with KVM.",
    example: undefined,
});

export const sandboxOff = defineWeakness({
    code: "sandbox-off",
    severity: "problem",
    title: "QEMU runs without its sandbox",
    says: "its QEMU runs without the seccomp sandbox",
    remedy: 'Remove "seccomp_sandbox = 0" from /etc/libvirt/qemu.conf, then restart libvirtd or virtqemud, and the machine.',
    example: undefined,
});

export const emulatorRoot = defineWeakness({
    code: "emulator-root",
    severity: "problem",
    title: "QEMU runs as root",
    says: "its QEMU runs as root: a guest that breaks out controls the host",
    remedy: 'Set user = "libvirt-qemu" in /etc/libvirt/qemu.conf, then restart libvirtd or virtqemud, and the machine.',
    example: undefined,
});

export const emulatorUnconfined = defineWeakness<{ model: string }>({
    code: "emulator-unconfined",
    severity: "problem",
    title: "QEMU is not confined by the host's AppArmor or SELinux",
    says: ({ model }) => `its QEMU is not confined by ${model}, although the host has it`,
    remedy: 'Remove its seclabel element with "virsh edit", and restart the machine.',
    example: { model: "apparmor" },
});

export const confinementAbsent = defineWeakness({
    code: "confinement-absent",
    severity: "warning",
    title: "Neither AppArmor nor SELinux confines QEMU on this host",
    says: "neither AppArmor nor SELinux confines QEMU",
    remedy: "Enable one of them before hostile code runs in a guest.",
    example: undefined,
});

export const domainTainted = defineWeakness<{ messages: readonly string[] }>({
    code: "domain-tainted",
    severity: "problem",
    title: "libvirt reports that a guest was changed behind its back",
    says: ({ messages }) => `libvirt reports: ${messages.join("; ")}`,
    remedy: "Restart the machine, and find out who did this.",
    example: { messages: ["tainted: custom monitor control commands issued"] },
});
