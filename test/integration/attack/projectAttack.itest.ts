import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BEYOND } from "../../../src/schema/core/accept";
import { AttackTable } from "./attackTable";
import { run } from "../support/host/command";
import { inventory } from "../support/host/inventory";
import { IMAGES } from "../support/host/names";
import { writePluginUnder } from "../support/stack/project";
import { Stack } from "../support/stack/stack";

/*
 * What a project from a stranger tries with the rights of the user who runs it. Without consent, preview has to
 * refuse each resource; with consent, root's policy has to. "npm run attack" prints the table.
 */

jest.setTimeout(300_000);

const table = new AttackTable();
const { attack } = table;

let before: string[];
let home: string;
let stack: Stack;

const project = (name: string) => join(stack.folder, "project", name);

beforeAll(async () => {
    before = await inventory();
    home = await mkdtemp(join(tmpdir(), "project-attack-"));
    await mkdir(join(home, ".ssh"));
    await writeFile(join(home, ".ssh", "id_ed25519"), "a key", { mode: 0o600 });
    stack = await Stack.create({ project: "project-attack", program: "" });
    await symlink(join(home, ".ssh"), project("media"));
});

afterAll(async () => {
    await stack.dispose();
    await rm(home, { recursive: true });
    expect(await inventory()).toEqual(before);
    table.print();
});

const HEAD = `const options = { provider: new libvirt.Provider("libvirt") };`;

const declared = (type: string, fields: object) =>
    `${HEAD}\nnew libvirt.${type}("it", ${JSON.stringify(fields)}, options);`;

const guest = (fields: object) =>
    declared("Domain", { accelerator: "tcg", memoryMiB: 16, ...fields });
const volume = (fields: object) => declared("Volume", { pool: "images", format: "raw", ...fields });

/** Codes with which a preview refuses a program. */
async function refusalOf(program: string, of = stack): Promise<string> {
    await of.setProgram(program);
    const { code, stdout } = await of.run(["preview"]);
    const codes = [...stdout.matchAll(/\[([a-z-]+)\]/g)].map(([, found]) => found);
    return `${code === 0 ? "passes" : "refused"}: ${[...new Set(codes)].join(", ")}`;
}

const REFUSED = "refused: beyond-lab";

attack("a CD with the user's keys", REFUSED, () =>
    refusalOf(volume({ source: { folder: join(home, ".ssh") } })),
);

attack("the same, through a link in the project", REFUSED, () =>
    refusalOf(volume({ source: { folder: project("media") } })),
);

attack("one of the keys as a disk", REFUSED, () =>
    refusalOf(volume({ source: { file: join(home, ".ssh", "id_ed25519") } })),
);

attack("a host file as a guest's disk", REFUSED, () =>
    refusalOf(guest({ disks: { hda: { file: "/etc/shadow", format: "raw" } } })),
);

attack("the same, by a path that begins well", REFUSED, () =>
    refusalOf(guest({ cdroms: { hdc: { file: `${IMAGES}/../../../../etc/shadow` } } })),
);

attack("a host terminal as a serial port", REFUSED, () =>
    refusalOf(guest({ serials: [{ type: "dev", path: "/dev/pts/0" }] })),
);

attack("a log that is appended to a host file", REFUSED, () =>
    refusalOf(guest({ serials: [{ logFile: "/etc/cron.d/job" }] })),
);

attack("a program of the project as the emulator", REFUSED, () =>
    refusalOf(guest({ emulator: project("evil.sh") })),
);

attack("a pool in a folder of the user's", REFUSED, () =>
    refusalOf(declared("Pool", { path: join(home, ".ssh") })),
);

attack("arguments for QEMU", REFUSED, () =>
    refusalOf(
        guest({
            extraXml: [
                {
                    at: "/domain",
                    xml: "<qemu:commandline><qemu:arg value='-fsdev'/></qemu:commandline>",
                },
            ],
        }),
    ),
);

attack("a host folder that the guest mounts", REFUSED, () =>
    refusalOf(
        guest({
            extraXml: [
                {
                    at: "/domain/devices",
                    xml: "<filesystem><source dir='/root'/><target dir='r'/></filesystem>",
                },
            ],
        }),
    ),
);

attack("a screen that other machines reach", REFUSED, () =>
    refusalOf(guest({ graphics: { listen: "0.0.0.0" } })),
);

attack("with consent: preview lists what it would get", "passes, and lists it", async () => {
    const port = { type: "dev", path: "/dev/ttyS9" };
    await stack.setProgram(guest({ serials: [{}, port], powerState: "off", accept: BEYOND }));
    const listed = "it reaches beyond the lab: /dev/ttyS9, a device of the host.";
    const isListed = (await stack.succeed("preview")).includes(listed);
    return isListed ? "passes, and lists it" : "passes in silence";
});

/** Runs a command under a policy of root's; other mounts of the machine's /etc are hidden. */
const UNDER_POLICY = (
    work: string,
    policy: string,
) => `unshare --mount --propagation private sh -c '
mkdir -p ${work}/upper/xplab ${work}/work
cp ${policy} ${work}/upper/xplab/policy.json
mount -t overlay -o lowerdir=/etc,upperdir=${work}/upper,workdir=${work}/work overlay /etc
exec "$@"' sh`;

attack("with consent, under root's policy", "refused: above-policy", async () => {
    const work = join(home, "etc");
    await mkdir(work);
    // overlayfs does not stack on another overlay.
    const { code } = await run("mount", ["-t", "tmpfs", "etc", work]);
    expect(code).toBe(0);
    const policy = join(home, "policy.json");
    await writeFile(policy, JSON.stringify({ maxReach: "guests", devices: [], emulator: false }));
    const plugin = join(home, "plugin");
    await writePluginUnder(UNDER_POLICY(work, policy), plugin);
    const held = await Stack.create({ project: "held", program: "", plugin });
    try {
        const accept = BEYOND;
        const seen = [
            await refusalOf(
                guest({ serials: [{ type: "dev", path: "/dev/ttyS9" }], accept }),
                held,
            ),
            await refusalOf(guest({ emulator: "/opt/qemu", accept }), held),
            await refusalOf(declared("Network", { forward: { mode: "nat" }, ipv4: {} }), held),
        ];
        await writeFile(policy, "{");
        seen.push((await refusalOf(guest({}), held)).replace("policy-unusable", "above-policy"));
        return [...new Set(seen)].join("; ");
    } finally {
        await held.dispose();
        await run("umount", [work]);
    }
});

test("a stack keeps what it has without consent", async () => {
    const old = await Stack.create({ project: "older", program: "" });
    const ports = (...paths: string[]) => paths.map((path) => ({ type: "dev", path }));
    const fields = { powerState: "off", shutdownTimeoutSeconds: 0 };
    await old.setProgram(
        guest({ ...fields, serials: [{}, ...ports("/dev/ttyS8")], accept: BEYOND }),
    );
    await old.up();
    await old.setProgram(guest({ ...fields, serials: [{}, ...ports("/dev/ttyS8")], vcpus: 2 }));
    await old.up();
    expect(
        await refusalOf(
            guest({ ...fields, serials: [{}, ...ports("/dev/ttyS8", "/dev/ttyS9")] }),
            old,
        ),
    ).toBe("refused: beyond-lab");
    await old.dispose();
});
