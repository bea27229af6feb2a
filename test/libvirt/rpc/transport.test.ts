import { explain } from "../../../src/libvirt/rpc/transport";
import { SYSTEM_SOCKET } from "../../../src/libvirt/rpc/uri";

const VIRTQEMUD = "/usr/sbin/virtqemud";
const LIBVIRTD = "/usr/sbin/libvirtd";
const MODULAR_IS_ON = "/etc/systemd/system/sockets.target.wants/virtqemud.socket";

const codeOf = (path: string, code: string, files: readonly string[]) =>
    explain(path, Object.assign(new Error(code), { code }), (file) => files.includes(file)).code;

test.each([
    ["ENOENT", [VIRTQEMUD], "proxy-missing"],
    ["ECONNREFUSED", [VIRTQEMUD], "proxy-missing"],
    ["ENOENT", [VIRTQEMUD, LIBVIRTD, MODULAR_IS_ON], "proxy-missing"],
    ["ENOENT", [VIRTQEMUD, LIBVIRTD], "socket-missing"],
    ["ENOENT", [LIBVIRTD], "socket-missing"],
    ["ECONNREFUSED", [LIBVIRTD], "socket-dead"],
    ["ENOENT", [], "socket-missing"],
    ["EACCES", [VIRTQEMUD], "socket-denied"],
    ["ENOTSOCK", [VIRTQEMUD], "socket-broken"],
])("explains %s of the system's socket on a host with %j as %s", (code, files, expected) => {
    expect(codeOf(SYSTEM_SOCKET, code, files)).toBe(expected);
});

test("never names virtproxyd for a socket that the user chose", () => {
    expect(codeOf("/srv/libvirt-sock", "ENOENT", [VIRTQEMUD])).toBe("socket-missing");
});

test("says how to switch the modular daemons on", () => {
    const error = Object.assign(new Error(), { code: "ENOENT" });
    expect(explain(SYSTEM_SOCKET, error, (file) => file === VIRTQEMUD).message).toBe(
        `Nothing serves the libvirt socket "/var/run/libvirt/libvirt-sock". This host runs libvirt's modular daemons, so virtproxyd.socket must serve it. Enable the sockets of all daemons with "sudo systemctl enable --now virt{qemu,network,nodedev,nwfilter,secret,storage,proxy}d.socket". [proxy-missing]`,
    );
});
