import { screenAccess } from "../../../../src/cli/commands/console/viewers";

const look = (screen: string, uri = "qemu:///system", domain = "lab-xp") =>
    screenAccess({ screen, domain, uri, host: "labhost" });

const commandLines = (screen: string) => look(screen).commands.map((one) => one.join(" "));

test("tunnels a loopback screen to the same port", () => {
    expect(look("vnc://127.0.0.1:5903")).toMatchObject({
        screen: "vnc://127.0.0.1:5903",
        tunnel: "ssh -N -L 5903:127.0.0.1:5903 labhost",
        tunnelled: "vnc://127.0.0.1:5903",
    });
});

test("tunnels a screen on all addresses to the host's loopback", () => {
    expect(look("vnc://0.0.0.0:5901").tunnel).toBe("ssh -N -L 5901:127.0.0.1:5901 labhost");
    expect(look("vnc://[::]:5901").tunnel).toBe("ssh -N -L 5901:127.0.0.1:5901 labhost");
});

test("opens a screen on a socket with virt-viewer on the host, or through root's tunnel", () => {
    expect(look("vnc+unix:///var/lib/libvirt/qemu/domain-3-lab-xp/vnc.sock")).toEqual({
        screen: "vnc+unix:///var/lib/libvirt/qemu/domain-3-lab-xp/vnc.sock",
        commands: [["virt-viewer", "--connect", "qemu:///system", "--attach", "lab-xp"]],
        forwarded: "ssh -X labhost 'virt-viewer --connect qemu:///system --attach lab-xp'",
        tunnel: "ssh -N -L 5900:/var/lib/libvirt/qemu/domain-3-lab-xp/vnc.sock root@labhost",
        tunnelled: "vnc://127.0.0.1:5900",
    });
});

test("quotes URI and domain name for the shells of both machines", () => {
    const { forwarded } = look("vnc+unix:///run/xp.sock", "qemu:///system?socket=/run/s", "an xp");
    expect(forwarded).toBe(
        String.raw`ssh -X labhost 'virt-viewer --connect '\''qemu:///system?socket=/run/s'\'' --attach '\''an xp'\'''`,
    );
});

test("tunnels a SPICE screen on a socket as SPICE", () => {
    expect(look("spice+unix:///run/xp.sock").tunnelled).toBe("spice://127.0.0.1:5900");
});

test("gives each viewer the address in its own format", () => {
    expect(commandLines("vnc://127.0.0.1:5903")).toEqual([
        "remote-viewer vnc://127.0.0.1:5903",
        "vncviewer 127.0.0.1::5903",
        "xtightvncviewer 127.0.0.1::5903",
    ]);
});

test("offers no VNC viewer for other protocols", () => {
    expect(commandLines("spice://127.0.0.1:5903")).toEqual([
        "remote-viewer spice://127.0.0.1:5903",
    ]);
});
