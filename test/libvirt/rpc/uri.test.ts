import { homedir } from "node:os";
import { join } from "node:path";

import { ConnectError } from "../../../src/libvirt/errors";
import { parseUri } from "../../../src/libvirt/rpc/uri";

const system = "/var/run/libvirt/libvirt-sock";

test.each([
    ["qemu:///system", "qemu:///system", system],
    ["test:///default", "test:///default", system],
    ["qemu:///session", "qemu:///session", "/run/user/7/libvirt/libvirt-sock"],
    ["qemu+unix:///system", "qemu:///system", system],
    ["qemu+unix:///system?socket=/tmp/a%20b", "qemu:///system", "/tmp/a b"],
    ["qemu:///embed?root=/srv&socket=/s", "qemu:///embed?root=%2Fsrv", "/s"],
])("splits %s into driver and socket", (uri, driverUri, socketPath) => {
    const environment = { XDG_RUNTIME_DIR: "/run/user/7" };
    expect(parseUri(uri, environment)).toEqual({ driverUri, socketPath });
});

test("looks for a session's socket in the cache folder when there is no runtime folder", () => {
    const path = join(homedir(), ".cache", "libvirt", "libvirt-sock");
    expect(parseUri("qemu:///session", {}).socketPath).toBe(path);
});

test.each([
    ["qemu+ssh://host/system", 'uses the transport "ssh", which this version does not support'],
    ["qemu+tls:///system", 'uses the transport "tls", which this version does not support'],
    ["qemu://host/system", 'names the host "host", and this version speaks to this machine only'],
    ["/var/run/libvirt", "is not a libvirt URI"],
    ["qemu:system", "is not a libvirt URI"],
    ["", "is not a libvirt URI"],
])('refuses "%s"', (uri, what) => {
    const remedy =
        'Use "qemu:///system", "qemu:///session", "test:///default" or "qemu+unix:///system?socket=/path/to/libvirt-sock". [uri-unsupported]';
    const message = `"${uri}" ${what}. ${remedy}`;
    const act = () => parseUri(uri);
    expect(act).toThrow(ConnectError);
    expect(act).toThrow(new Error(message));
});
