import { parseAnswer, parseReadiness } from "../../src/standIn/answer";

test.each([
    [
        "XPLAB OK disks: sda ide 512 none none",
        "disks",
        { outcome: "ok", detail: "sda ide 512 none none", text: "OK disks: sda ide 512 none none" },
    ],
    ["XPLAB OK reboot", "reboot", { outcome: "ok", detail: "", text: "OK reboot" }],
    [
        "XPLAB FAIL ping 10.0.0.9: no reply",
        "  ping   10.0.0.9 ",
        { outcome: "fail", detail: "no reply", text: "FAIL ping 10.0.0.9: no reply" },
    ],
    [
        "XPLAB ERROR usage: ping ADDRESS",
        "ping",
        { outcome: "error", detail: "usage: ping ADDRESS", text: "ERROR usage: ping ADDRESS" },
    ],
])("reads %p as the answer to %p", (line, question, answer) => {
    expect(parseAnswer(line, question)).toEqual(answer);
});

test.each([
    ["the answer to an earlier question", "XPLAB OK ping 10.0.0.1", "ping 10.0.0.10"],
    ["the answer to a longer question", "XPLAB OK ping 10.0.0.10", "ping 10.0.0.1"],
    ["its ready line", "XPLAB STAND-IN READY 52:54:00:00:00:01 none", "disks"],
    ["the firmware's words", "Booting from Hard Disk...", "disks"],
])("ignores %s", (_what, line, question) => {
    expect(parseAnswer(line, question)).toBeUndefined();
});

test("reads the ready line and no other", () => {
    expect(parseReadiness("XPLAB STAND-IN READY 52:54:00:00:00:01 none")).toEqual({
        macAddress: "52:54:00:00:00:01",
        address: "none",
    });
    expect(parseReadiness("XPLAB OK disks: XPLAB STAND-IN READY a b")).toBeUndefined();
});
