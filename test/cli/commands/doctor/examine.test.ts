import { ok, type Check } from "../../../../src/cli/commands/doctor/check";
import { examine } from "../../../../src/cli/commands/doctor/examine";
import { findings } from "../../../../src/cli/commands/doctor/findings";
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

test("each check has its own end, whatever the others do", async () => {
    expect(await examine(checks, fakeProbe(), 0.01)).toEqual([
        { name: "good", status: "ok", detail: "2.0" },
        { name: "unconnected", status: "skipped", detail: "libvirt does not answer" },
        {
            name: "broken",
            status: "problem",
            detail: "It broke",
            remedy: "Mend what it names and run again.",
        },
        {
            name: "slow",
            status: "problem",
            detail: "no answer within 0.01 s",
            remedy: "Look at the load of the machine and at libvirtd's log.",
        },
    ]);
});

test("findings are a table with the remedies below them", async () => {
    expect(findings(plain, await examine(checks, fakeProbe(), 0.01))).toBe(
        [
            "✓  good         2.0",
            "-  unconnected  libvirt does not answer",
            "✗  broken       It broke",
            "                Mend what it names and run again.",
            "✗  slow         no answer within 0.01 s",
            "                Look at the load of the machine and at libvirtd's log.",
            "",
            "2 problems, 0 warnings.",
            "",
        ].join("\n"),
    );
});

test("a machine with warnings alone runs labs", () => {
    const warned = {
        name: "confinement",
        status: "warning",
        detail: "none",
        remedy: "Do.",
    } as const;
    expect(findings(plain, [warned])).toBe(
        "!  confinement  none\n                Do.\n\nNothing keeps a lab from running here (1 warning).\n",
    );
});
