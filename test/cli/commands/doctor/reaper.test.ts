import { ConnectError } from "../../../../src/libvirt";
import { hostChecks } from "../../../../src/cli/commands/doctor/hostChecks";
import { socketMissing } from "../../../../src/errors";
import { FILES } from "./fakeProbe";
import { finding } from "./finding";

const check = finding(hostChecks);
const withFiles = (different: Readonly<Record<string, string | undefined>>) => ({
    read: (file: string) => ({ ...FILES, ...different })[file],
});
const measuring = (parent: number, seconds: number) => ({
    ...withFiles({ "/proc/1/stat": "1 (entry point) S 0 1 1 0\n" }),
    orphan: () => Promise.resolve({ parent, seconds }),
});
const remedy =
    'Stop libvirtd and start it with "setsid --fork tini -s -- libvirtd", or start its container with "docker run --init".';

test("tini as a subreaper above libvirtd reaps its guests", async () => {
    const files = withFiles({
        "/proc/812/stat": "812 (libvirtd) S 811 811 811 0\n",
        "/proc/811/stat": "811 (tini) S 1 811 811 0\n",
        "/proc/811/cmdline": "tini\0-s\0--\0libvirtd\0",
        "/proc/1/stat": "1 (sleep) S 0 1 1 0\n",
    });
    expect(await check("reaper", files)).toEqual({ status: "ok", detail: "tini (process 811)" });
});

test("a tini that is no subreaper is measured like any other", async () => {
    const found = await check("reaper", {
        ...measuring(1, 1.4),
        ...withFiles({
            "/proc/812/stat": "812 (libvirtd) S 811 811 811 0\n",
            "/proc/811/stat": "811 (tini) S 1 811 811 0\n",
            "/proc/811/cmdline": "tini\0--\0libvirtd\0",
            "/proc/1/stat": "1 (sleep) S 0 1 1 0\n",
        }),
    });
    expect(found.status).toBe("warning");
});

test("the modular daemon is found by its own file", async () => {
    const files = withFiles({
        "/run/libvirtd.pid": undefined,
        "/run/virtqemud.pid": "900\n",
        "/proc/900/stat": "900 (virtqemud) S 1 900 900 0\n",
    });
    expect(await check("reaper", files)).toEqual({ status: "ok", detail: "systemd (process 1)" });
});

test("a modular daemon is named in the remedy", async () => {
    const files = withFiles({
        "/run/libvirtd.pid": undefined,
        "/run/virtqemud.pid": "900\n",
        "/proc/900/stat": "900 (virtqemud) S 1 900 900 0\n",
        "/proc/1/stat": "1 (sleep) S 0 1 1 0\n",
    });
    const found = await check("reaper", { ...measuring(1, 1.4), ...files });
    expect(found.remedy).toBe(remedy.replaceAll("libvirtd", "virtqemud"));
});

test.each([
    ["at once", 0.01, { status: "ok", detail: "entry point (process 1)" }],
    [
        "late",
        1.44,
        {
            status: "warning",
            detail: "entry point (process 1) reaps late, here after 1.4 s: each stop and reset of a guest waits for it",
            remedy,
        },
    ],
    [
        "never",
        5.01,
        {
            status: "warning",
            detail: "entry point (process 1) reaps nobody: each stop and reset of a guest takes more than a minute",
            remedy,
        },
    ],
])("a first process that reaps %s", async (_, seconds, expected) => {
    expect(await check("reaper", measuring(1, seconds))).toEqual(expected);
});

const unseen = { status: "skipped", detail: "libvirt's daemon cannot be seen from here" };

test.each([
    [
        "another one adopts orphans here",
        measuring(700, 0.01),
        { status: "skipped", detail: "libvirtd has another reaper than this shell" },
    ],
    ["there is no record of libvirtd", withFiles({ "/run/libvirtd.pid": undefined }), unseen],
    ["the record is of a libvirtd elsewhere", withFiles({ "/proc/812/stat": undefined }), unseen],
    [
        "another process has its number",
        withFiles({ "/proc/812/stat": "812 (bash) S 1 812 812 0\n" }),
        unseen,
    ],
    [
        "the daemon is not the system's",
        { uri: "qemu:///session" },
        { status: "skipped", detail: "only checked for qemu:///system" },
    ],
])("says nothing where %s", async (_, different, expected) => {
    expect(await check("reaper", different)).toEqual(expected);
});

test("leaves a libvirt that does not answer to another check", async () => {
    const error = new ConnectError("missing", "/s", socketMissing.text({ socket: "/s" }));
    const libvirt = () => Promise.reject(error);
    await expect(check("reaper", { libvirt })).rejects.toBe(error);
});
