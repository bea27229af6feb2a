import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { output } from "../host/command";
import { IMAGES, testName } from "../host/names";
import { Stack, VOLUME } from "../stack/stack";

export const MIB = 2 ** 20;

export type Fields = Readonly<Record<string, unknown>>;

interface VolumeState {
    readonly id: string;
    /** Without the provider's notes. */
    readonly inputs: Fields;
    readonly path: string;
}

/** An image that passes for a disk, which any program may import. */
function disk(content: string): Buffer {
    const bytes = Buffer.alloc(MIB, content);
    bytes.writeUInt16LE(0xaa55, 510);
    return bytes;
}

/** A stack with a running guest on `disk`, and unused volumes. */
export class VolumeLab {
    readonly stack: Stack;
    readonly folder: string;
    /** Name of the pool and the guest. */
    readonly name: string;
    readonly otherPool: string;

    private constructor(name: string, folder: string, stack: Stack) {
        this.name = name;
        this.otherPool = `${name}-other`;
        this.folder = folder;
        this.stack = stack;
    }

    static async create(project: string): Promise<VolumeLab> {
        const folder = await mkdtemp(join(tmpdir(), testName("images-")));
        for (const image of ["one", "two"]) await writeFile(join(folder, image), disk(image));
        const stack = await Stack.create({ project, program: "" });
        return new VolumeLab(testName(project), folder, stack);
    }

    async dispose(): Promise<void> {
        await this.stack.dispose();
        await rm(this.folder, { recursive: true });
    }

    /** The field `on` names the image below a volume, `one` or `two`. */
    async up(disk: Fields, volumes: Readonly<Record<string, Fields>> = {}): Promise<void> {
        await this.declare(disk, volumes);
        await this.stack.up();
    }

    declare(disk: Fields, volumes: Readonly<Record<string, Fields>> = {}, rest = "") {
        return this.stack.setProgram(`
const provider = new libvirt.Provider("libvirt");
const options = { provider, deleteBeforeReplace: true };
const pools = ["${this.name}", "${this.otherPool}"].map((name) =>
    new libvirt.Pool(name, { name, path: "${IMAGES}/" + name }, options));
const make = (name, { on, ...fields }, more = {}) => new libvirt.Volume(
    name,
    { pool: pools[0].name, ...(on && { backingVolume: images[on].id }), ...fields },
    { provider, dependsOn: pools, ...more },
);
const images = Object.fromEntries(["one", "two"].map((name) =>
    [name, make(name, { format: "raw", source: { file: "${this.folder}/" + name } })]));
for (const [name, fields] of Object.entries(${JSON.stringify(volumes)})) make(name, fields);
const disk = make("disk", { on: "one", ...${JSON.stringify(disk)} });
new libvirt.Domain("domain", {
    name: "${this.name}",
    accelerator: "tcg",
    memoryMiB: 16,
    disks: { hda: { file: disk.path, format: disk.format, backingChain: disk.backingChain } },
}, options);
${rest}`);
    }

    async volume(name: string): Promise<VolumeState> {
        const found = await this.stack.find(name, VOLUME);
        if (found === undefined) throw new Error(`The state has no volume "${name}".`);
        const { id = "", inputs = {}, outputs = {} } = found;
        const fields = Object.entries(inputs).filter(([key]) => !key.startsWith("__"));
        return { id, inputs: Object.fromEntries(fields), path: String(outputs["path"]) };
    }

    /** Another inode is another file. */
    async inode(name: string): Promise<number> {
        return (await stat((await this.volume(name)).path)).ino;
    }

    /** What QEMU reads from a volume's file. */
    async image(name: string): Promise<Fields> {
        const { path } = await this.volume(name);
        const text = await output("qemu-img", ["info", "-U", "--output=json", path]);
        return JSON.parse(text) as Fields; // qemu-img's documented form
    }

    /** A preview's operations by resource, except for unchanged ones, and its messages. */
    async preview(): Promise<{ operations: Record<string, string>; messages: string[] }> {
        const { steps, diagnostics = [] } = JSON.parse(
            await this.stack.succeed("preview", "--json"),
        ) as Preview; // the CLI's documented form
        const operations = steps
            .filter(({ op }) => op !== "same")
            .map(({ op, urn }) => [
                urn.split("::").at(-1) ?? "",
                op.includes("replace") ? "replace" : op,
            ]);
        return {
            operations: Object.fromEntries(operations) as Record<string, string>,
            messages: diagnostics.map(({ message }) => message.trim()),
        };
    }
}

interface Preview {
    readonly steps: readonly { readonly op: string; readonly urn: string }[];
    readonly diagnostics?: readonly { readonly message: string }[];
}
