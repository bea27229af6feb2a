import { randomBytes } from "node:crypto";
import { mkdir, open, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { output, run, virsh } from "../support/host/command";
import { IMAGES, testName } from "../support/host/names";
import { Stack } from "../support/stack/stack";

/*
 * Converts a raw disk to qcow2 in a pool that has no room for both: nothing is lost, and the next update with
 * room continues.
 */

jest.setTimeout(120_000);

const name = testName("full");
const folder = join(IMAGES, name);
const MIB = 2 ** 20;
const AT = 10 * MIB;
const CONTENT = randomBytes(30 * MIB);

const program = (format: string, powerState: string, isPlugged = true) => `
const provider = new libvirt.Provider("libvirt");
const named = { provider, deleteBeforeReplace: true };
const pool = new libvirt.Pool("pool", { name: "${name}", path: "${folder}" }, named);
const results = new libvirt.Volume("results", {
    pool: pool.name,
    format: "${format}",
    capacityBytes: ${64 * MIB},
    filesystem: { type: "fat32" },
}, { provider });
new libvirt.Domain("domain", {
    name: "${name}",
    accelerator: "tcg",
    memoryMiB: 16,
    disks: { ${isPlugged ? "hdb: { file: results.path, format: results.format }" : ""} },
    powerState: "${powerState}",
    shutdownTimeoutSeconds: 0,
}, named);
`;

const room = (mebibytes: number) => output("mount", ["-o", `remount,size=${mebibytes}m`, folder]);

const results = async () => (await readdir(folder)).filter((one) => one.startsWith("results-"));

test.each(["running", "off"])(
    "converts the raw disk of a guest that is %s once there is room",
    async (powerState) => {
        await mkdir(folder);
        await output("mount", ["-t", "tmpfs", "-o", "size=45m", "tmpfs", folder]);
        const stack = await Stack.create({
            project: `full-${powerState}`,
            program: program("raw", "off", false),
        });
        try {
            await stack.up();
            const [raw = ""] = await results();
            const disk = await open(join(folder, raw), "r+");
            await disk.write(CONTENT, 0, CONTENT.length, AT);
            await disk.close();
            const drive = [
                "--targetbus",
                "ide",
                "--driver",
                "qemu",
                "--subdriver",
                "raw",
                "--config",
            ];
            await virsh("attach-disk", name, join(folder, raw), "hdb", ...drive);
            await stack.setProgram(program("raw", powerState));
            await stack.refresh();
            await stack.up();

            await stack.setProgram(program("qcow2", powerState));
            const errors = await stack.upErrors();
            expect(errors["domain"]?.[0]).toContain("[disk-not-copied]");
            expect(await virsh("dumpxml", "--inactive", name)).toContain(join(folder, raw));
            const kept = (await readFile(join(folder, raw))).subarray(AT, AT + CONTENT.length);
            expect(kept.equals(CONTENT)).toBe(true);

            await room(150);
            await stack.up();
            const [qcow2 = "", ...others] = await results();
            expect(others).toEqual([]);
            expect(qcow2).not.toBe(raw);
            await run("virsh", ["--connect", "qemu:///system", "destroy", name]);
            await output("qemu-img", [
                "convert",
                "-O",
                "raw",
                join(folder, qcow2),
                join(folder, "copy"),
            ]);
            const moved = (await readFile(join(folder, "copy"))).subarray(AT, AT + CONTENT.length);
            expect(moved.equals(CONTENT)).toBe(true);
            await rm(join(folder, "copy"));
        } finally {
            await stack.dispose();
            await output("umount", [folder]);
            await rm(folder, { recursive: true, force: true });
        }
    },
);
