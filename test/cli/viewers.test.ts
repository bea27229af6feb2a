import { lookAt } from "../../src/cli/viewers";

const commandLines = (screen: string) =>
    lookAt(screen, "host").commands.map((one) => one.join(" "));

test("a screen on the loopback is reached through a tunnel to the same port", () => {
    expect(lookAt("vnc://127.0.0.1:5903", "labhost")).toMatchObject({
        screen: "vnc://127.0.0.1:5903",
        tunnel: "ssh -N -L 5903:127.0.0.1:5903 labhost",
        tunnelled: "vnc://127.0.0.1:5903",
    });
});

test("a screen that listens everywhere is tunnelled to the host itself", () => {
    expect(lookAt("vnc://0.0.0.0:5901", "labhost").tunnel).toBe(
        "ssh -N -L 5901:127.0.0.1:5901 labhost",
    );
    expect(lookAt("vnc://[::]:5901", "labhost").tunnel).toBe(
        "ssh -N -L 5901:127.0.0.1:5901 labhost",
    );
});

test("a screen on a socket gets a port", () => {
    expect(lookAt("vnc+unix:///run/lab/xp1.sock", "labhost")).toEqual({
        screen: "vnc+unix:///run/lab/xp1.sock",
        commands: [["remote-viewer", "vnc+unix:///run/lab/xp1.sock"]],
        tunnel: "ssh -N -L 5900:/run/lab/xp1.sock labhost",
        tunnelled: "vnc://127.0.0.1:5900",
    });
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
