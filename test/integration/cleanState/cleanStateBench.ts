import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { standInImage } from "../../../tools/lab/standIn.mjs";
import { run as runXplab } from "../../../src/cli/run";
import { Libvirt } from "../../../src/libvirt";
import { recordingIo } from "../../cli/recordingIo";
import { FaultBench } from "../support/faults/faultBench";
import { Guest } from "../support/guest/guest";
import { ONE_AT_A_TIME, repeatWithKills, type KillPoint } from "../support/faults/repeatWithKills";
import { until } from "../support/host/until";
import { Stack } from "../support/stack/stack";
import { MIB } from "../support/programs/volumeLab";

/** Beyond the stand-in's own partition, and larger than a page cache would hide. */
const PLACES = ["hda 50331648 65536", "memory 0 65536"] as const;

interface Clean {
    readonly resetTrigger?: string;
}

/** A guest that reports its state, on a daemon that may be killed. */
export class CleanStateBench {
    readonly bench: FaultBench;
    readonly stack: Stack;
    readonly name: string;
    readonly #libvirt: Libvirt;

    private constructor(bench: FaultBench, stack: Stack, libvirt: Libvirt) {
        this.bench = bench;
        this.stack = stack;
        this.name = `${stack.project}-guest`;
        this.#libvirt = libvirt;
    }

    static async open(name: string): Promise<CleanStateBench> {
        const bench = await FaultBench.open(name);
        const stack = await Stack.create({ project: name, program: "" });
        return new CleanStateBench(bench, stack, await Libvirt.open(bench.daemon.uri));
    }

    async close(): Promise<void> {
        this.#libvirt.close();
        await this.stack.dispose();
        await this.bench.close();
    }

    declare = (clean?: Clean) => this.stack.setProgram(this.#program(clean));

    #program = (clean: Clean | undefined) => `
const provider = new libvirt.Provider("libvirt", { uri: "${this.bench.uri}" });
const options = { provider, deleteBeforeReplace: true };
const path = "${this.#pool}";
const pool = new libvirt.Pool("pool", { name: "${this.stack.project}", path }, options);
const source = { file: "${standInImage}" };
const image = new libvirt.Volume("image", { pool: pool.name, source }, { provider });
const disk = new libvirt.Volume("disk", { pool: pool.name, backingVolume: image.id }, { provider });
const domain = new libvirt.Domain("domain", {
    name: "${this.name}",
    accelerator: "tcg",
    memoryMiB: 96,
    shutdownTimeoutSeconds: 20,
    autostart: true,
    disks: { hda: { file: disk.path, format: disk.format, backingChain: disk.backingChain } },
    serials: [{}],
}, options);
const clean = ${JSON.stringify(clean)};
if (clean) new libvirt.DomainSaveImage("clean", { domain: domain.uuid, pool: pool.name, ...clean }, { provider });
`;

    get #pool(): string {
        return join(this.bench.daemon.folder, this.stack.project);
    }

    /** Files in the pool, without random digits. */
    files = async () =>
        (await readdir(this.#pool)).map((file) => file.replace(/-[0-9a-f]{8,16}/, "")).sort();

    /** The number of resources with a clean state, including stack and provider. */
    readonly size = 7;

    /** Makes the guest write a pattern to its disk and its memory. */
    write = (seed: string) =>
        this.#inside(async (guest) => {
            for (const place of PLACES) await guest.command(`write-pattern ${place} ${seed}`);
        });

    /** The guest's state: the patterns that it finds on its disk and in its memory, or that it is off. */
    async guestState(seeds: readonly string[]): Promise<string> {
        if ((await this.domainState()) !== "running") return "off";
        return this.#inside(async (guest) => {
            const [disk, memory] = [[] as string[], [] as string[]];
            for (const seed of seeds) {
                for (const [index, found] of [disk, memory].entries()) {
                    const answer = await guest.command(
                        `check-pattern ${PLACES[index] ?? ""} ${seed}`,
                    );
                    if (answer.startsWith("OK")) found.push(seed);
                }
            }
            return `disk ${disk.join() || "none"}, memory ${memory.join() || "none"}`;
        });
    }

    /** libvirt's state of the domain; a daemon that has just started may not have connected to the guest yet. */
    domainState = async () => (await this.bench.daemon.virsh("domstate", this.name)).trim();

    /**
     * Repeats up after each kill until nothing is left to do. Returns the calls that were hit, and the guest's
     * state after each.
     */
    async upWithKills(killPoints: readonly KillPoint[], seeds: readonly string[]) {
        const hit = new Set<string>();
        const states: string[] = [];
        await repeatWithKills(this.bench, this.stack, "up", killPoints, hit, {
            afterKill: async () => void states.push(await this.guestState(seeds)),
        });
        return { hit: [...hit], states };
    }

    /**
     * Runs up, and kills libvirtd while it writes the guest's memory, which cannot finish meanwhile. Returns
     * the first bytes of the memory file that it left.
     */
    async killDuringSave(): Promise<string> {
        const { bench, stack } = this;
        let save: Promise<string> | undefined;
        bench.proxy.watcher = ({ label, side }) => {
            if (side === "before" && label.startsWith("domainSaveFlags ")) {
                save ??= this.#killWhileWritten();
            }
            return true;
        };
        await stack.run(["up", ...ONE_AT_A_TIME, "--yes", "--skip-preview"]);
        bench.proxy.watcher = () => true;
        if (save === undefined) throw new Error("Nothing was saved.");
        return save;
    }

    async #killWhileWritten(): Promise<string> {
        const { daemon } = this.bench;
        const isLarge = async () => {
            const files = await readdir(this.#pool);
            const name = files.find((one) => one.startsWith("clean-")) ?? "";
            const file = join(this.#pool, name);
            return (await stat(file)).size >= MIB && file;
        };
        const file = await until("a part of the memory", isLarge, { everyMs: 1 });
        const { pid } = daemon.emulatorOf(this.name);
        process.kill(pid, "SIGSTOP");
        await daemon.kill();
        const begin = (await readFile(file)).subarray(0, 16).toString("latin1");
        process.kill(pid, "SIGCONT");
        await daemon.startAgain();
        return begin;
    }

    async xplab(...args: readonly string[]) {
        const io = recordingIo();
        return {
            code: await runXplab([...args, "--uri", this.bench.daemon.uri], io),
            ...io.written,
        };
    }

    /** Simulates a restart of the host: all guests end at once, and a daemon starts for the first time. */
    async restartHost(): Promise<void> {
        const { daemon } = this.bench;
        await daemon.kill();
        process.kill(daemon.emulatorOf(this.name).pid, "SIGKILL");
        // The daemon's knowledge of earlier objects, and of running since the host's start.
        await daemon.command("find", "/run/libvirt", "-type", "f", "-delete");
        await daemon.startAgain();
        await until("the guest's own start", async () => (await this.domainState()) === "running");
    }

    /** Asks from inside and disconnects: the console has one client at a time. */
    async #inside<T>(ask: (guest: Guest) => Promise<T>): Promise<T> {
        const guest = await Guest.meet(this.#libvirt, this.name);
        try {
            return await ask(guest);
        } finally {
            await guest.close();
        }
    }
}
