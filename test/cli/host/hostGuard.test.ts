import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { guardHost, missingGuards } from "../../../src/cli/host/hostGuard";
import { recordingIo } from "../recordingIo";

/** Where a program of the firewall is said to be. */
let mockFound: string | undefined;
jest.mock("../../../src/process/findExecutable", () => ({ findExecutable: () => mockFound }));

let program: string;

beforeAll(() => {
    program = join(mkdtempSync(join(tmpdir(), "xplab-guard-")), "program");
    writeFileSync(program, "#!/bin/sh\necho 'Table does not exist.' >&2; exit 3\n");
    chmodSync(program, 0o755);
});

afterAll(() => rmSync(join(program, ".."), { recursive: true }));

beforeEach(() => (mockFound = program));

afterEach(() => jest.restoreAllMocks());

const as = (uid: number) => jest.spyOn(process, "getuid" as never).mockReturnValue(uid as never);

test("reports the firewall's own message", async () => {
    as(0);
    await expect(guardHost("set", recordingIo())).rejects.toThrow(
        '"iptables -t raw -C PREROUTING -i vnet+ -j DROP" failed: Table does not exist. Fix the reported problem and run again. Rules that are already in place stay. [guard-failed]',
    );
});

test("refuses users other than root", async () => {
    as(1000);
    await expect(guardHost("set", recordingIo())).rejects.toThrow(
        'Only root can read and change the host\'s firewall. Run "sudo xplab guard" with the same options. [guard-needs-root]',
    );
});

test("names a missing program", async () => {
    mockFound = undefined;
    await expect(guardHost("set", recordingIo())).rejects.toThrow(
        '"iptables" is not installed. Install it; on Debian, it is part of iptables: "sudo apt install iptables". [guard-program-missing]',
    );
});

test("counts no missing rules where they cannot be read", async () => {
    expect(await missingGuards(recordingIo())).toBeUndefined();
});
