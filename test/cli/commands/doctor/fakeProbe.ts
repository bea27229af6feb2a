import type { Probe } from "../../../../src/cli/commands/doctor/check";
import { parse } from "../../../../src/xml/tree/parse";
import { fakeLibvirt } from "../../../provider/fakeLibvirt";

const CAPABILITIES = `<capabilities>
    <host>
        <secmodel><model>apparmor</model></secmodel>
        <secmodel><model>dac</model><baselabel type='kvm'>+64055:+109</baselabel></secmodel>
    </host>
    <guest><arch name='i686'><domain type='qemu'/></arch></guest>
    <guest><arch name='x86_64'><domain type='qemu'/><domain type='kvm'/></arch></guest>
</capabilities>`;

export const FILES: Readonly<Record<string, string>> = {
    "/etc/group": "root:x:0:\nkvm:x:109:\n",
    "/proc/sys/net/ipv4/ip_forward": "1\n",
    "/proc/mounts": "proc /proc proc rw 0 0\n",
    "/proc/net/unix": "0: 00000002 00000000 00010000 0001 01 1 /run/libvirt/virtlogd-sock\n",
    "/etc/libvirt/qemu.conf": "# seccomp_sandbox = 0\n",
    "/run/libvirtd.pid": "812\n",
    "/proc/812/stat": "812 (libvirtd) S 1 812 812 0\n",
    "/proc/1/stat": "1 (systemd) S 0 1 1 0\n",
};

export const MODES: Readonly<Record<string, { mode: number; gid: number }>> = {
    "/dev/kvm": { mode: 0o20660, gid: 109 },
    "/": { mode: 0o40755, gid: 0 },
    "/var": { mode: 0o40755, gid: 0 },
    "/var/lib": { mode: 0o40755, gid: 0 },
    "/var/lib/libvirt": { mode: 0o40755, gid: 0 },
    "/var/lib/libvirt/images": { mode: 0o40711, gid: 0 },
    "/opt/xplab/bin/pulumi-resource-libvirt": { mode: 0o100755, gid: 0 },
};

const GIB = 1024 ** 3;

/** A machine without problems, except for what a test changes. */
export const fakeProbe = (different: Partial<Probe> = {}): Probe => ({
    uri: "qemu:///system",
    nodeVersion: "20.20.2",
    folder: "/home/me",
    packageFolder: "/opt/xplab",
    find: (program) => `/usr/bin/${program}`,
    run: () => Promise.resolve({ code: 0, stdout: "v3.255.0\n", stderr: "" }),
    read: (file) => FILES[file],
    stat: (path) => MODES[path],
    freeBytes: () => 20 * GIB,
    missingGuards: () => Promise.resolve(0),
    orphan: () => Promise.resolve({ parent: 1, seconds: 0 }),
    libvirt: () => Promise.resolve(fakeLibvirt({}).libvirt),
    capabilities: () => Promise.resolve(parse(CAPABILITIES)),
    ...different,
});
