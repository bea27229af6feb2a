import { judge } from "../../../src/provider/beyond/judge";
import { hostDevice, type Reaching } from "../../../src/provider/beyond/reaching";
import { BEYOND } from "../../../src/schema/accept";
import { check } from "../checked";

const port = hostDevice(["serials", 1, "path"], "/dev/ttyUSB0");
const facts = { found: [port], before: [], accept: undefined, isOpen: false, policy: {} };
const told = ["/dev/ttyUSB0, a device of the host"];

test("what is new takes words", () => {
    expect(judge(facts)).toEqual({
        failures: [
            {
                property: "serials[1].path",
                reason: 'is /dev/ttyUSB0, a device of the host: that takes accept: "this reaches beyond the lab", on the resource or on a lab\'s machine [beyond-lab]',
            },
        ],
        told,
    });
});

test.each([
    ["with the words", { accept: BEYOND }],
    ["while it is not known whether they are there", { isOpen: true }],
    ["that was there before", { before: [port] }],
    ["that was there before, elsewhere", { before: [{ ...port, path: ["serials", 0] }] }],
])("what reaches beyond passes %s, and is told", (_what, given) => {
    expect(judge({ ...facts, ...given })).toEqual({ failures: [], told });
});

const ABOVE = (field: string) => [
    `is something, which ${field} of /etc/xplab/policy.json does not allow [above-policy]`,
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
    // It holds also what was there before, and what has words.
    const { failures } = judge({ ...facts, found, before: found, accept: BEYOND, policy });
    expect(failures.map(({ reason }) => reason)).toEqual(expected);
});

test("a resource that reaches beyond says so in each check", async () => {
    const serials = [{}, { type: "dev", path: "/dev/ttyUSB0" }];
    const refused = await check("Domain", { serials });
    expect(refused.failures).toEqual(judge(facts).failures);
    const first = await check("Domain", { serials, accept: BEYOND });
    expect(first.failures).toEqual([]);
    expect(first.said).toEqual(["xp reaches beyond the lab: /dev/ttyUSB0, a device of the host."]);
    // Without the words it keeps what it has.
    const kept = await check("Domain", { serials }, { olds: first.inputs });
    expect([kept.failures, kept.said]).toEqual([[], first.said]);
    const more = [...serials, { type: "dev", path: "/dev/ttyS0" }];
    const added = await check("Domain", { serials: more }, { olds: first.inputs });
    expect(added.failures.map(({ property }) => property)).toEqual(["serials[2].path"]);
});

test("words with a slip in them are no words", async () => {
    const { failures } = await check("Pool", { path: "/srv/x", accept: "yes" });
    expect(failures.map(({ property }) => property)).toEqual(["accept"]);
});
