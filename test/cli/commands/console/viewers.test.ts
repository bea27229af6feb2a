import { screenAccess } from "../../../../src/cli/commands/console/viewers";

const look = (screen: string, uri = "qemu:///system", domain = "lab-xp") =>
    screenAccess({ screen, domain, uri, host: "labhost" });

const commandLines = (screen: string) => look(screen).commands.map((one) => one.join(" "));

test("a screen on the loopback is reached through a tunnel to the same port", () => {
    expect(look("vnc://127.0.0.1:5903")).toMatchObject({
        screen: "vnc://127.0.0.1:5903",
        tunnel: "ssh -N -L 5903:127.0.0.1:5903 labhost",
        tunnelled: "vnc://127.0.0.1:5903",
    });
});

test("a screen that listens everywhere is tunnelled to the host itself", () => {
    expect(look("vnc://0.0.0.0:5901").tunnel).toBe("ssh -N -L 5901:127.0.0.1:5901 labhost");
    expect(look("vnc://[::]:5901").tunnel).toBe("ssh -N -L 5901:127.0.0.1:5901 labhost");
});

test("a screen on a socket is opened by libvirt for virt-viewer on the host, and tunnelled by root", () => {
    expect(look("vnc+unix:///var/lib/libvirt/qemu/domain-3-lab-xp/vnc.sock")).toEqual({
        screen: "vnc+unix:///var/lib/libvirt/qemu/domain-3-lab-xp/vnc.sock",
        commands: [["virt-viewer", "--connect", "qemu:///system", "--attach", "lab-xp"]],
        forwarded: "ssh -X labhost 'virt-viewer --connect qemu:///system --attach lab-xp'",
        tunnel: "ssh -N -L 5900:/var/lib/libvirt/qemu/domain-3-lab-xp/vnc.sock root@labhost",
        tunnelled: "vnc://127.0.0.1:5900",
    });
});

test("the shells of both machines leave the URI and the domain's name as they are", () => {
    const { forwarded } = look("vnc+unix:///run/xp.sock", "qemu:///system?socket=/run/s", "an xp");
    expect(forwarded).toBe(
        String.raw`ssh -X labhost 'virt-viewer --connect '\''qemu:///system?socket=/run/s'\'' --attach '\''an xp'\'''`,
    );
});

test("a screen of SPICE on a socket is SPICE behind the tunnel", () => {
    expect(look("spice+unix:///run/xp.sock").tunnelled).toBe("spice://127.0.0.1:5900");
});

test("each viewer is told the screen in its own way", () => {
    expect(commandLines("vnc://127.0.0.1:5903")).toEqual([
        "remote-viewer vnc://127.0.0.1:5903",
        "vncviewer 127.0.0.1::5903",
        "xtightvncviewer 127.0.0.1::5903",
    ]);
});

test("a screen of another protocol is not for VNC's viewers", () => {
    expect(commandLines("spice://127.0.0.1:5903")).toEqual([
        "remote-viewer spice://127.0.0.1:5903",
    ]);
});
