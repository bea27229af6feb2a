import { judge } from "../../../src/provider/beyond/judge";
import { fileOutside, hostDevice, type Reaching } from "../../../src/provider/beyond/reaching";
import { Provider } from "../../../src/provider/plugin/provider";
import { UNKNOWN } from "../../../src/provider/lifecycle/wire";
import { BEYOND } from "../../../src/schema/core/accept";
import { check, urnOf } from "../checked";

const port = hostDevice(["serials", 1, "path"], "/dev/ttyUSB0");
const facts = { found: [port], before: [], isAccepted: false, policy: {} };
const reported = ["/dev/ttyUSB0, a device of the host"];

test("requires accept for something new", () => {
    expect(judge(facts)).toEqual({
        failures: [
            {
                property: "serials[1].path",
                reason: 'is /dev/ttyUSB0, a device of the host: this requires accept: "this reaches beyond the lab" on the resource or its machine [beyond-lab]',
            },
        ],
        reported,
    });
});

test.each([
    ["with the words", { isAccepted: true }],
    ["that was there before", { before: [port] }],
    ["that was there before, elsewhere", { before: [{ ...port, path: ["serials", 0] }] }],
])("accepts and reports what reaches beyond %s", (_what, given) => {
    expect(judge({ ...facts, ...given })).toEqual({ failures: [], reported });
});

const ABOVE = (field: string) => [
    `is something: "${field}" in /etc/xplab/policy.json does not allow it [above-policy]`,
];
const bounded = (field: NonNullable<Reaching["bound"]>["field"], subject: string): Reaching => ({
    path: ["it"],
    what: "something",
    needsWords: false,
    bound: { field, subject },
});

test.each([
    ["devices", "/dev/ttyUSB0", { devices: ["/dev/ttyUSB0"] }, []],
    ["devices", "/dev/ttyUSB0", { devices: ["/dev/ttyUSB"] }, ABOVE("devices")],
    ["devices", "", { devices: [] }, ABOVE("devices")],
    ["folders", "/srv/labs/a", { folders: ["/srv/labs"] }, []],
    ["folders", "/srv/labs", { folders: ["/home", "/srv/labs/"] }, []],
    ["folders", "/srv/labs-of-others", { folders: ["/srv/labs"] }, ABOVE("folders")],
    ["folders", "/srv/labs/../x", { folders: ["/srv/labs"] }, ABOVE("folders")],
    ["emulator", "/opt/qemu", { emulator: true }, []],
    ["emulator", "/opt/qemu", { emulator: false }, ABOVE("emulator")],
    ["extraXml", "sound", { extraXml: false }, ABOVE("extraXml")],
    ["maxReach", "interface", { maxReach: "interface" }, []],
    ["maxReach", "internet", { maxReach: "interface" }, ABOVE("maxReach")],
    ["maxReach", "internet", {}, []],
] as const)("the policy's %s judge %s by %j", (field, subject, policy, expected) => {
    const found = [bounded(field, subject)];
    // The policy also limits what was there before, and what is accepted.
    const { failures } = judge({ ...facts, found, before: found, isAccepted: true, policy });
    expect(failures.map(({ reason }) => reason)).toEqual(expected);
});

test("reports in each check what reaches beyond", async () => {
    const serials = [{}, { type: "dev", path: "/dev/ttyUSB0" }];
    const refused = await check("Domain", { serials });
    expect(refused.failures).toEqual(judge(facts).failures);
    const first = await check("Domain", { serials, accept: BEYOND });
    expect(first.failures).toEqual([]);
    expect(first.said).toEqual(["xp reaches beyond the lab: /dev/ttyUSB0, a device of the host."]);
    // Without `accept` it keeps what it has.
    const kept = await check("Domain", { serials }, { olds: first.inputs });
    expect([kept.failures, kept.said]).toEqual([[], first.said]);
    const more = [...serials, { type: "dev", path: "/dev/ttyS0" }];
    const added = await check("Domain", { serials: more }, { olds: first.inputs });
    expect(added.failures.map(({ property }) => property)).toEqual(["serials[2].path"]);
});

test("refuses a misspelt accept", async () => {
    const { failures } = await check("Pool", { path: "/srv/x", accept: "yes" });
    expect(failures.map(({ property }) => property)).toEqual(["accept"]);
});

test("distinguishes a file that was read and is now written", () => {
    const path = ["cdroms", "hdc", "file"];
    const cd = fileOutside(path, "/srv/a.iso", "cdroms used");
    const log = fileOutside(["serials", 0, "logFile"], "/srv/a.iso", "serials used");
    const { failures } = judge({ ...facts, found: [log], before: [cd] });
    expect(failures.map(({ property }) => property)).toEqual(["serials[0].logFile"]);
});

test("escapes control characters of a project", () => {
    const found = [hostDevice(["serials", 1, "path"], "/dev/tty\u001b[2K\u202e")];
    const shown = judge({ ...facts, found, isAccepted: true }).reported;
    expect(shown).toEqual(["/dev/tty\\u{1b}[2K\\u{202e}, a device of the host"]);
});

test("distinguishes other arguments for QEMU from those before", async () => {
    const saying = (argument: string) => [
        {
            at: "/domain",
            xml: `<qemu:commandline><qemu:arg value='${argument}'/></qemu:commandline>`,
        },
    ];
    const first = await check("Domain", { extraXml: saying("-a"), accept: BEYOND });
    expect(first.failures).toEqual([]);
    const same = await check("Domain", { extraXml: saying("-a") }, { olds: first.inputs });
    expect(same.failures).toEqual([]);
    const other = await check("Domain", { extraXml: saying("-b") }, { olds: first.inputs });
    expect(other.failures.map(({ property }) => property)).toEqual(["extraXml[0].xml"]);
});

test("does not count notes in a program as old inputs", async () => {
    const usb = { vendorId: "0x0529", productId: "0x0001" };
    const planted = await check("Domain", { hostdevs: { __a: usb } });
    const { failures } = await check("Domain", { hostdevs: { a: usb } }, { olds: planted.inputs });
    expect(failures.map(({ property }) => property)).toEqual(["hostdevs.a"]);
});

test("accepts unknown inputs and an unknown accept in Check, not in create", async () => {
    const serials = [{}, { type: "dev", path: "/dev/ttyUSB0" }];
    const { inputs, failures, said } = await check("Domain", { serials, accept: UNKNOWN });
    expect(failures).toEqual([]);
    expect(said).toEqual([
        "xp reaches beyond the lab: /dev/ttyUSB0, a device of the host; perhaps values that are not known yet.",
    ]);
    const provider = new Provider();
    const { signal } = new AbortController();
    await expect(provider.create(urnOf("Domain"), inputs, signal, () => undefined)).rejects.toThrow(
        '"xp" was not created: serials[1].path is /dev/ttyUSB0, a device of the host: this requires accept: "this reaches beyond the lab" on the resource or its machine [beyond-lab]. Write the value into the program, so that it is known in the preview, and run again. [beyond-unsaid]',
    );
});
