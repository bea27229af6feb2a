import { InstallationProgress } from "../../../src/provider/install/installationProgress";

const PLAN = {
    phases: [
        { name: "text mode", restarts: 0 },
        { name: "graphical", restarts: 1 },
        { name: "logon", serialText: "FIRST LOGON" },
    ],
    doneText: "INSTALLED",
    warningText: "WRONG ",
    floppyFiles: { "WINNT.SIF": '[UserData]\r\nProductKey="AAAAA-BBBBB"\r\nA=1\r\n' },
};

function begun() {
    const phases: string[] = [];
    const warnings: string[] = [];
    const progress = new InstallationProgress(PLAN, {
        onPhase: (name) => phases.push(name),
        onWarning: (line) => warnings.push(line),
    });
    return { phases, warnings, progress };
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
    const progress = new InstallationProgress(
        { ...PLAN, floppyFiles },
        { onPhase: () => undefined, onWarning: () => undefined },
    );
    progress.hear(Buffer.from("XPLAB INSTALLED\r\nhidden\r\n"));
    expect(progress.said).toEqual(["XPLAB INSTALLED", "(a line of the floppy)"]);
});

test("passes warnings on, in printable form and without secrets", () => {
    const { warnings, progress } = begun();
    progress.hear(Buffer.from("WRONG one\x1b[0m\r\nnot WRONG \r\nWRONG AAAAA-BBBBB\r\n"));
    expect(warnings).toEqual(["WRONG one?[0m", "(a line of the floppy)"]);
});

test("passes on no more warnings than a floppy has files", () => {
    const { warnings, progress } = begun();
    for (let count = 0; count < 1000; count += 1) progress.hear(Buffer.from("WRONG x\r\n"));
    expect(warnings).toHaveLength(224);
});
