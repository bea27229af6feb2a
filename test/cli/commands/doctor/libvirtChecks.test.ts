import { libvirtChecks } from "../../../../src/cli/commands/doctor/libvirtChecks";
import { socketDenied } from "../../../../src/errors";
import { ConnectError } from "../../../../src/libvirt";
import { parse } from "../../../../src/xml/tree/parse";
import { failing, fakeLibvirt } from "../../../provider/fakeLibvirt";
import { finding } from "./finding";

const check = finding(libvirtChecks);
const answering = (answers: Parameters<typeof fakeLibvirt>[0]) => ({
    libvirt: () => Promise.resolve(fakeLibvirt(answers).libvirt),
});
const withCapabilities = (xml: string) => ({
    capabilities: () => Promise.resolve(parse(`<capabilities>${xml}</capabilities>`)),
});

test.each([
    [9_000_000n, { status: "ok", detail: "9.0.0 at qemu:///system" }],
    [
        8_010_000n,
        {
            status: "problem",
            detail: "8.10.0 at qemu:///system",
            remedy: "Upgrade libvirt to 9.0.0 or later.",
        },
    ],
])("checks libvirt %p", async (version, expected) => {
    expect(await check("libvirt", answering({ connectGetLibVersion: () => version }))).toEqual(
        expected,
    );
});

test("reports why libvirt cannot be reached, with the remedy", async () => {
    const error = new ConnectError("denied", "/s", socketDenied.text({ socket: "/s" }));
    expect(await check("libvirt", { libvirt: () => Promise.reject(error) })).toEqual({
        status: "problem",
        detail: 'This user may not open the libvirt socket "/s".',
        remedy: 'Add the user to the group "libvirt" and log in again.',
    });
});

test.each([
    ["QEMU", 7_002_022n, { status: "ok", detail: "7.2.22" }],
    [
        "QEMU",
        6_002_000n,
        {
            status: "problem",
            detail: "6.2.0",
            remedy: "Upgrade QEMU to 7.2.0 or later.",
        },
    ],
    [
        "TEST",
        2n,
        {
            status: "problem",
            detail: `qemu:///system is not QEMU's driver but "TEST"`,
            remedy: "Use --uri qemu:///system.",
        },
    ],
])("checks %s %p", async (type, version, expected) => {
    const host = answering({ connectGetType: () => type, connectGetVersion: () => version });
    expect(await check("QEMU", host)).toEqual(expected);
});

const guest = (types: string) => `<guest><arch name='x86_64'>${types}</arch></guest>`;

test.each([
    ["<domain type='qemu'/><domain type='kvm'/>", "ok", "KVM is available; pulumi up tests it"],
    [
        "<domain type='qemu'/>",
        "warning",
        "emulation only (TCG): slow, and QEMU promises no isolation",
    ],
])("checks guests by %s", async (types, status, detail) => {
    expect(await check("x86 guests", withCapabilities(guest(types)))).toMatchObject({
        status,
        detail,
    });
});

test("reports a missing emulator for x86", async () => {
    const arm = "<guest><arch name='aarch64'><domain type='qemu'/></arch></guest>";
    expect(await check("x86 guests", withCapabilities(arm))).toEqual({
        status: "problem",
        detail: "no emulator for x86_64",
        remedy: "Install qemu-system-x86.",
    });
});

test.each([
    ["noNwfilter", { status: "ok", detail: "supported" }],
    [
        "noSupport",
        {
            status: "problem",
            detail: "libvirt has no driver for them, which every network of a lab needs",
            remedy: "Install libvirt-daemon-driver-nwfilter; with modular daemons, also start virtnwfilterd.",
        },
    ],
] as const)("judges a look-up of a filter that ends with %s", async (code, expected) => {
    const host = answering({ nwfilterLookupByName: failing(code) });
    expect(await check("network filters", host)).toEqual(expected);
});

test("fails when the look-up fails otherwise", async () => {
    const host = answering({ nwfilterLookupByName: failing("internalError", "broken") });
    await expect(check("network filters", host)).rejects.toThrow("broken");
});

const secmodel = (model: string, label = "") =>
    `<host><secmodel><model>${model}</model>${label}</secmodel></host>`;

test.each([
    ["apparmor", "ok"],
    ["selinux", "ok"],
    ["dac", "warning"],
])("judges confinement by %s", async (model, status) => {
    const found = await check("confinement", withCapabilities(secmodel(model)));
    expect(found.status).toBe(status);
});

test.each([
    ["+64055:+109", { status: "ok", detail: "64055:109" }],
    [
        "+0:+0",
        {
            status: "warning",
            detail: "root: a guest that escapes from QEMU controls the host",
            remedy: 'Set user = "libvirt-qemu" in /etc/libvirt/qemu.conf and restart libvirtd.',
        },
    ],
])("judges QEMU as %s", async (label, expected) => {
    const capabilities = secmodel("dac", `<baselabel type='kvm'>${label}</baselabel>`);
    expect(await check("QEMU's user", withCapabilities(capabilities))).toEqual(expected);
});

test("accepts a session's QEMU, which runs as its user", async () => {
    expect(await check("QEMU's user", withCapabilities(secmodel("none")))).toEqual({
        status: "ok",
        detail: "the user of libvirtd",
    });
});

const READER = "xplab-files-0123456789ab-0123456789abcdef";

test.each([
    [["desktop"], ["/images/xp.qcow2"], { status: "ok", detail: "none" }],
    [
        ["desktop", "xplab-probe-kvm-1a2b3c4d"],
        ["/images/xp.qcow2", "/images/xp.qcow2.part"],
        {
            status: "warning",
            detail: "of runs that were killed, or are still running: xplab-probe-kvm-1a2b3c4d, /images/xp.qcow2.part",
            remedy: "If no run is active, the next pulumi up of the same stack removes them.",
        },
    ],
    [
        [READER],
        [],
        {
            status: "warning",
            detail: `of runs that were killed, or are still running: ${READER}`,
            remedy: `If no run is active, run "virsh undefine --keep-nvram ${READER}".`,
        },
    ],
    [
        [READER, "xplab-probe-kvm-1a2b3c4d"],
        [],
        {
            status: "warning",
            detail: `of runs that were killed, or are still running: ${READER}, xplab-probe-kvm-1a2b3c4d`,
            remedy: `If no run is active, run "virsh undefine --keep-nvram ${READER}"; the next pulumi up of the same stack removes the others.`,
        },
    ],
])("finds leftovers among %p and %p", async (names, keys, expected) => {
    const host = answering({
        connectListAllDomains: () => names.map((name) => ({ name, uuid: name, id: 1 })),
        connectListAllStoragePools: () => [{ name: "images", uuid: "u" }],
        storagePoolListAllVolumes: () => keys.map((key) => ({ pool: "images", name: key, key })),
    });
    expect(await check("leftovers", host)).toEqual(expected);
});
