import { ok, type Check } from "../../../../src/cli/commands/doctor/check";
import { runChecks } from "../../../../src/cli/commands/doctor/runChecks";
import { doctorTable } from "../../../../src/cli/commands/doctor/doctorTable";
import { socketMissing } from "../../../../src/errors";
import { ConnectError } from "../../../../src/libvirt";
import { plain } from "../../recordingIo";
import { fakeProbe } from "./fakeProbe";

const never = () => new Promise<never>(() => undefined);
const checks: readonly Check[] = [
    { name: "good", check: () => ok("2.0") },
    {
        name: "unconnected",
        check: () =>
            Promise.reject(new ConnectError("missing", "/s", socketMissing.text({ socket: "/s" }))),
    },
    { name: "broken", check: () => Promise.reject(new Error("It broke")) },
    { name: "slow", check: never },
];

test("gives each check its own result, whatever the others do", async () => {
    expect(await runChecks(checks, fakeProbe(), 0.01)).toEqual([
        { name: "good", status: "ok", detail: "2.0" },
        { name: "unconnected", status: "skipped", detail: "libvirt does not answer" },
        {
            name: "broken",
            status: "problem",
            detail: "It broke",
            remedy: "Fix this and run xplab doctor again.",
        },
        {
            name: "slow",
            status: "problem",
            detail: "no answer within 0.01 s",
            remedy: "Check the machine's load and libvirtd's log.",
        },
    ]);
});

test("prints findings as a table with remedies", async () => {
    expect(doctorTable(plain, await runChecks(checks, fakeProbe(), 0.01))).toBe(
        [
            "✓  good         2.0",
            "-  unconnected  libvirt does not answer",
            "✗  broken       It broke",
            "                Fix this and run xplab doctor again.",
            "✗  slow         no answer within 0.01 s",
            "                Check the machine's load and libvirtd's log.",
            "",
            "2 problems, 0 warnings.",
            "",
        ].join("\n"),
    );
});

test("says that labs can run despite warnings", () => {
    const warned = {
        name: "confinement",
        status: "warning",
        detail: "none",
        remedy: "Do.",
    } as const;
    expect(doctorTable(plain, [warned])).toBe(
        "!  confinement  none\n                Do.\n\nLabs can run here (1 warning).\n",
    );
});
