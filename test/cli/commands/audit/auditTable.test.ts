import { auditTable } from "../../../../src/cli/commands/audit/auditTable";
import * as errors from "../../../../src/errors";
import { plain } from "../../recordingIo";

const uri = "qemu:///system";

test("a host without machines", () => {
    expect(auditTable(plain, { uri, machines: 0, findings: [], unseen: [] })).toBe(
        "No machines of xplab at qemu:///system.\n",
    );
});

test("nothing to tell", () => {
    expect(auditTable(plain, { uri, machines: 1, findings: [], unseen: [] })).toBe(
        "1 machine: 0 problems, 0 warnings.\n",
    );
});

test("findings with whose they are and what to do, and what was not looked at", () => {
    const on = ["a", "b", "c", "d", "e"].map((name) => `machine dev/${name}`);
    const findings = [
        { ...errors.bridgeLinkLocal({ bridge: "virbr7" }), on: ["network lab-lan-dev"] },
        { ...errors.guestEmulated(), on },
    ];
    const unseen = [{ what: "the rules on the guests' taps", why: "it takes root" }];
    expect(auditTable(plain, { uri, machines: 5, findings, unseen })).toBe(
        [
            '✗  network lab-lan-dev  IPv6 is enabled on bridge "virbr7" [bridge-link-local]',
            '                        Disable it with "sudo sysctl net.ipv6.conf.virbr7.disable_ipv6=1".',
            "!  machine dev/a        it runs under emulation (TCG), for which QEMU promises no isolation [guest-emulated]",
            "   machine dev/b        Run hostile code on a host with KVM.",
            "   machine dev/c",
            "   and 2 more",
            "",
            "Not looked at: the rules on the guests' taps (it takes root).",
            "5 machines: 1 problem, 1 warning.",
            "",
        ].join("\n"),
    );
});
