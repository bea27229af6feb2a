import { startCommand } from "../../tools/lab/startDaemon.mjs";

const libvirtd = { name: "libvirtd", leavesOrphans: true };
const virtlogd = { name: "virtlogd", leavesOrphans: false };

test("keeps libvirtd in the foreground below tini, which ends with its child", () => {
    expect(startCommand(libvirtd, true)).toEqual([
        "setsid",
        "--fork",
        "tini",
        "-s",
        "--",
        "libvirtd",
    ]);
});

test.each([
    ["libvirtd without tini", libvirtd, false, ["libvirtd", "-d"]],
    ["a daemon that leaves no orphans", virtlogd, true, ["virtlogd", "-d"]],
])("starts %s as a plain daemon", (_, daemon, withTini, expected) => {
    expect(startCommand(daemon, withTini)).toEqual(expected);
});
