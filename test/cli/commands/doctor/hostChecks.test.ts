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

test("a machine that is as it should be has nothing to mend", async () => {
    const found = hostChecks.map(async ({ name, check: look }) => [name, await look(fakeProbe())]);
    expect(await Promise.all(found)).toEqual([
        ["/dev/kvm", { status: "ok", detail: "group kvm may open it" }],
        ["firewall", { status: "ok", detail: "ebtables, iptables, ip6tables" }],
        ["guard of taps", { status: "ok", detail: "set" }],
        ["forwarding", { status: "ok", detail: "on" }],
        ["virtlogd", { status: "ok", detail: "listens" }],
        ["reaper", { status: "ok", detail: "systemd (process 1)" }],
        ["sandbox", { status: "ok", detail: "on (seccomp)" }],
        ["image folder", { status: "ok", detail: "/var/lib/libvirt/images" }],
        ["free space", { status: "ok", detail: "20.0 GiB in /var/lib/libvirt/images" }],
    ]);
});

const closed = {
    status: "warning",
    detail: "QEMU's user may not open it: emulation, and half a minute more at each start",
    remedy: "Give it to its group: chgrp kvm /dev/kvm && chmod 660 /dev/kvm",
};

test.each([
    ["open to all", 0o20666, 0, { status: "ok", detail: "all may open it" }],
    ["of a group without a name", 0o20660, 7, { status: "ok", detail: "group 7 may open it" }],
    ["root's group's", 0o20660, 0, closed],
    ["root's alone", 0o20600, 109, closed],
])("/dev/kvm is %s", async (_, mode, gid, expected) => {
    expect(await check("/dev/kvm", withMode("/dev/kvm", mode, gid))).toEqual(expected);
});

test("no /dev/kvm means emulation", async () => {
    expect(await check("/dev/kvm", withMode("/dev/kvm", undefined))).toEqual({
        status: "warning",
        detail: "not there: guests are emulated",
        remedy: 'Load it: "modprobe kvm_intel" or kvm_amd.',
    });
});

test("names the tools of the firewall that are missing", async () => {
    const find = (program: string) => (program === "ebtables" ? undefined : `/sbin/${program}`);
    expect(await check("firewall", { find })).toEqual({
        status: "problem",
        detail: "not installed: ebtables, with which libvirt filters guests",
        remedy: "Install them: apt install ebtables iptables",
    });
});

test.each([
    [
        "is not there",
        4,
        {
            status: "warning",
            detail: "4 of 5 rules are missing: guests reach the host past their filters",
            remedy: 'Set them: "sudo xplab guard"; "sudo xplab guard --install" does so at each start of the host.',
        },
    ],
    ["cannot be seen", undefined, { status: "skipped", detail: "it takes root to look" }],
])("a guard of taps that %s", async (_, missing, expected) => {
    const missingGuards = () => Promise.resolve(missing);
    expect(await check("guard of taps", { missingGuards })).toEqual(expected);
});

const FORWARD = "/proc/sys/net/ipv4/ip_forward";

test("forwarding that libvirt can switch on is all right", async () => {
    expect(await check("forwarding", withFile(FORWARD, "0\n"))).toEqual({
        status: "ok",
        detail: "off; libvirt switches it on for a network that leads out",
    });
});

test("forwarding that nobody can switch on is told", async () => {
    const files: Record<string, string> = {
        [FORWARD]: "0\n",
        "/proc/mounts": "proc /proc proc rw 0 0\nproc /proc/sys proc ro,nosuid 0 0\n",
    };
    expect(await check("forwarding", { read: (file) => files[file] })).toEqual({
        status: "warning",
        detail: "off, and /proc/sys is read-only: no network leads out",
        remedy: `Outside of this container: echo 1 > ${FORWARD}`,
    });
});

test("guests whose logs QEMU writes itself are told of", async () => {
    const settings = '  stdio_handler = "file"\n';
    expect(await check("virtlogd", withFile("/etc/libvirt/qemu.conf", settings))).toEqual({
        status: "warning",
        detail: "left out: serial logs and captures of guests grow without bound",
        remedy: `Take 'stdio_handler = "file"' out of /etc/libvirt/qemu.conf and restart libvirtd.`,
    });
});

test("the daemon to restart is virtqemud where there is no libvirtd", async () => {
    const settings = "seccomp_sandbox = 0\n";
    const { remedy } = await check("sandbox", {
        ...withFile("/etc/libvirt/qemu.conf", settings),
        find: (program) => (program === "libvirtd" ? undefined : `/usr/bin/${program}`),
    });
    expect(remedy).toBe(
        'Take "seccomp_sandbox = 0" out of /etc/libvirt/qemu.conf and restart virtqemud.',
    );
});

test("a virtlogd that does not listen is a problem", async () => {
    const sockets = "0: 00000002 00000000 00010000 0001 01 1 /run/libvirt/libvirt-sock\n";
    expect(await check("virtlogd", withFile("/proc/net/unix", sockets))).toEqual({
        status: "problem",
        detail: "does not listen, and guests do not start without it",
        remedy: 'Start it: "systemctl start virtlogd", or "virtlogd -d" without systemd.',
    });
});

test.each([
    ["seccomp_sandbox = 0\n", "warning"],
    ["  seccomp_sandbox=0\n", "warning"],
    ["seccomp_sandbox = 1\n", "ok"],
    [undefined, "ok"],
])("the sandbox with qemu.conf %j", async (text, status) => {
    const found = await check("sandbox", withFile("/etc/libvirt/qemu.conf", text));
    expect(found.status).toBe(status);
});

const IMAGES = "/var/lib/libvirt/images";

test("an image folder that is not there", async () => {
    expect(await check("image folder", withMode(IMAGES, undefined))).toEqual({
        status: "problem",
        detail: `${IMAGES} is not there`,
        remedy: `Make it: mkdir -p -m 711 ${IMAGES}`,
    });
});

test("names the folder that keeps QEMU's user out", async () => {
    expect(await check("image folder", withMode("/var/lib/libvirt", 0o40750))).toEqual({
        status: "problem",
        detail: "QEMU's user cannot pass /var/lib/libvirt",
        remedy: "Let it pass: chmod o+x /var/lib/libvirt",
    });
});

test.each([
    [10 * 1024 ** 3, { status: "ok", detail: `10.0 GiB in ${IMAGES}` }],
    [
        10 * 1024 ** 3 - 1e8,
        {
            status: "warning",
            detail: `9.9 GiB in ${IMAGES}`,
            remedy: "Free 10 GiB, or give the lab another pool.",
        },
    ],
    [undefined, { status: "skipped", detail: `${IMAGES} is not there` }],
])("%p bytes are free", async (bytes, expected) => {
    expect(await check("free space", { freeBytes: () => bytes })).toEqual(expected);
});
