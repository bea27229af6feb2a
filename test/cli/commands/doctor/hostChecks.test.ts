import { hostChecks } from "../../../../src/cli/commands/doctor/hostChecks";
import { fakeProbe, FILES, MODES } from "./fakeProbe";
import { finding } from "./finding";

const check = finding(hostChecks);
const withFile = (file: string, text: string | undefined) => ({
    read: (path: string) => (path === file ? text : FILES[path]),
});
const withMode = (path: string, mode: number | undefined, gid = 0) => ({
    stat: (one: string) =>
        one !== path ? MODES[one] : mode === undefined ? undefined : { mode, gid },
});

test("finds no problem on a machine that is set up correctly", async () => {
    const found = hostChecks.map(async ({ name, check: look }) => [name, await look(fakeProbe())]);
    expect(await Promise.all(found)).toEqual([
        ["/dev/kvm", { status: "ok", detail: "open to group kvm" }],
        ["firewall", { status: "ok", detail: "ebtables, iptables, ip6tables" }],
        ["tap guard", { status: "ok", detail: "set" }],
        ["forwarding", { status: "ok", detail: "on" }],
        ["virtlogd", { status: "ok", detail: "running" }],
        ["reaper", { status: "ok", detail: "systemd (process 1)" }],
        ["sandbox", { status: "ok", detail: "on (seccomp)" }],
        ["image folder", { status: "ok", detail: "/var/lib/libvirt/images" }],
        ["free space", { status: "ok", detail: "20.0 GiB in /var/lib/libvirt/images" }],
    ]);
});

const closed = {
    status: "warning",
    detail: "closed to QEMU's user: guests are emulated, and each start takes half a minute longer",
    remedy: "Open it to group kvm: chgrp kvm /dev/kvm && chmod 660 /dev/kvm",
};

test.each([
    ["open to all", 0o20666, 0, { status: "ok", detail: "open to all users" }],
    ["of a group without a name", 0o20660, 7, { status: "ok", detail: "open to group 7" }],
    ["of root's group", 0o20660, 0, closed],
    ["of root alone", 0o20600, 109, closed],
])("judges /dev/kvm that is %s", async (_, mode, gid, expected) => {
    expect(await check("/dev/kvm", withMode("/dev/kvm", mode, gid))).toEqual(expected);
});

test("warns of emulation without /dev/kvm", async () => {
    expect(await check("/dev/kvm", withMode("/dev/kvm", undefined))).toEqual({
        status: "warning",
        detail: "missing: guests are emulated",
        remedy: 'Load it with "modprobe kvm_intel" or "modprobe kvm_amd".',
    });
});

test("names missing firewall tools", async () => {
    const find = (program: string) => (program === "ebtables" ? undefined : `/sbin/${program}`);
    expect(await check("firewall", { find })).toEqual({
        status: "problem",
        detail: "not installed: ebtables; libvirt needs them to filter guests",
        remedy: "Install them: apt install ebtables iptables",
    });
});

test.each([
    [
        "is not there",
        4,
        {
            status: "warning",
            detail: "4 of 5 rules are missing: guests can reach the host past their filters",
            remedy: 'Set them with "sudo xplab guard", or at each boot with "sudo xplab guard --install".',
        },
    ],
    ["cannot be seen", undefined, { status: "skipped", detail: "needs root" }],
])("reports a tap guard that %s", async (_, missing, expected) => {
    const missingGuards = () => Promise.resolve(missing);
    expect(await check("tap guard", { missingGuards })).toEqual(expected);
});

const FORWARD = "/proc/sys/net/ipv4/ip_forward";

test("accepts forwarding that libvirt can turn on", async () => {
    expect(await check("forwarding", withFile(FORWARD, "0\n"))).toEqual({
        status: "ok",
        detail: "off; libvirt turns it on for networks that need it",
    });
});

test("reports forwarding that cannot be turned on", async () => {
    const files: Record<string, string> = {
        [FORWARD]: "0\n",
        "/proc/mounts": "proc /proc proc rw 0 0\nproc /proc/sys proc ro,nosuid 0 0\n",
    };
    expect(await check("forwarding", { read: (file) => files[file] })).toEqual({
        status: "warning",
        detail: "off, and /proc/sys is read-only: no network can reach the internet",
        remedy: `Turn it on outside of this container: echo 1 > ${FORWARD}`,
    });
});

test("reports guests whose logs QEMU writes itself", async () => {
    const settings = '  stdio_handler = "file"\n';
    expect(await check("virtlogd", withFile("/etc/libvirt/qemu.conf", settings))).toEqual({
        status: "warning",
        detail: "not used: serial logs and captures of guests grow without limit",
        remedy: `Remove 'stdio_handler = "file"' from /etc/libvirt/qemu.conf and restart libvirtd.`,
    });
});

test("names virtqemud as the daemon to restart where there is no libvirtd", async () => {
    const settings = "seccomp_sandbox = 0\n";
    const { remedy } = await check("sandbox", {
        ...withFile("/etc/libvirt/qemu.conf", settings),
        find: (program) => (program === "libvirtd" ? undefined : `/usr/bin/${program}`),
    });
    expect(remedy).toBe(
        'Remove "seccomp_sandbox = 0" from /etc/libvirt/qemu.conf and restart virtqemud.',
    );
});

test("reports a virtlogd that does not run", async () => {
    const sockets = "0: 00000002 00000000 00010000 0001 01 1 /run/libvirt/libvirt-sock\n";
    expect(await check("virtlogd", withFile("/proc/net/unix", sockets))).toEqual({
        status: "problem",
        detail: "not running; guests do not start without it",
        remedy: 'Start it with "systemctl start virtlogd", or with "virtlogd -d" without systemd.',
    });
});

test.each([
    ["seccomp_sandbox = 0\n", "warning"],
    ["  seccomp_sandbox=0\n", "warning"],
    ["seccomp_sandbox = 1\n", "ok"],
    [undefined, "ok"],
])("checks the sandbox with qemu.conf %j", async (text, status) => {
    const found = await check("sandbox", withFile("/etc/libvirt/qemu.conf", text));
    expect(found.status).toBe(status);
});

const IMAGES = "/var/lib/libvirt/images";

test("reports a missing image folder", async () => {
    expect(await check("image folder", withMode(IMAGES, undefined))).toEqual({
        status: "problem",
        detail: `${IMAGES} does not exist`,
        remedy: `Create it: mkdir -p -m 711 ${IMAGES}`,
    });
});

test("names the folder that is closed to QEMU's user", async () => {
    expect(await check("image folder", withMode("/var/lib/libvirt", 0o40750))).toEqual({
        status: "problem",
        detail: "QEMU's user cannot enter /var/lib/libvirt",
        remedy: "Open it: chmod o+x /var/lib/libvirt",
    });
});

test.each([
    [10 * 1024 ** 3, { status: "ok", detail: `10.0 GiB in ${IMAGES}` }],
    [
        10 * 1024 ** 3 - 1e8,
        {
            status: "warning",
            detail: `9.9 GiB in ${IMAGES}`,
            remedy: "Free at least 10 GiB, or give the lab another pool.",
        },
    ],
    [undefined, { status: "skipped", detail: `${IMAGES} does not exist` }],
])("judges %p free bytes", async (bytes, expected) => {
    expect(await check("free space", { freeBytes: () => bytes })).toEqual(expected);
});
