import { InstallationProgress } from "../../../src/provider/install/installationProgress";

const PLAN = {
    phases: [
        { name: "text mode", restarts: 0 },
        { name: "graphical", restarts: 1 },
        { name: "logon", serialText: "FIRST LOGON" },
    ],
    doneText: "INSTALLED",
    floppyFiles: { "WINNT.SIF": '[UserData]\r\nProductKey="AAAAA-BBBBB"\r\nA=1\r\n' },
};

function begun() {
    const phases: string[] = [];
    return { phases, progress: new InstallationProgress(PLAN, (name) => phases.push(name)) };
}

test("begins phases with the first start, restarts and text on COM1", () => {
    const { phases, progress } = begun();
    progress.restarted();
    progress.restarted();
    progress.hear(Buffer.from("XPLAB FIRST "));
    expect(progress.phase).toBe("graphical");
    progress.hear(Buffer.from("LOGON\r\n"));
    expect(phases).toEqual(["text mode", "graphical", "logon"]);
    expect([progress.phase, progress.isDone]).toEqual(["logon", false]);
    progress.hear(Buffer.from("XPLAB INSTALLED\r\n"));
    expect(progress.isDone).toBe(true);
});

test("ignores a line until it ends", () => {
    const { progress } = begun();
    progress.hear(Buffer.from("INSTALLED"));
    expect([progress.isDone, progress.said]).toEqual([false, []]);
});

test("keeps the last eight lines in printable form", () => {
    const { progress } = begun();
    const lines = Array.from({ length: 10 }, (_, index) => `line ${index}`);
    progress.hear(Buffer.from(`${lines.join("\r\n")}\n\r\n\x1b[0m\xff\r\n`, "latin1"));
    expect(progress.said).toEqual([...lines.slice(-7), "?[0m?"]);
});

test("keeps little of a line that never ends", () => {
    const { progress } = begun();
    for (let count = 0; count < 100; count += 1) progress.hear(Buffer.alloc(10_000, "x"));
    progress.hear(Buffer.from("\r\n"));
    expect(progress.said).toEqual(["x".repeat(200)]);
});

test("hides repeated lines of the floppy except short ones", () => {
    const { progress } = begun();
    progress.hear(Buffer.from('IGNORED ProductKey="AAAAA-BBBBB"\r\nkey AAAAA-BBBBB\r\nA=1\r\n'));
    expect(progress.said).toEqual(["(a line of the floppy)", "(a line of the floppy)", "A=1"]);
});

test("hides no line because of a program on the floppy", () => {
    const floppyFiles = { "VIOSTOR.SYS": "MZ\0\nINSTALLED\n", "A.TXT": "hidden\r\n" };
    const progress = new InstallationProgress({ ...PLAN, floppyFiles }, () => undefined);
    progress.hear(Buffer.from("XPLAB INSTALLED\r\nhidden\r\n"));
    expect(progress.said).toEqual(["XPLAB INSTALLED", "(a line of the floppy)"]);
});
