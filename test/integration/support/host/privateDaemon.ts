import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readlinkSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { output } from "./command";
import { IMAGES, testName } from "./names";
import { until } from "./until";
import { isAlive, processes, type Process } from "./processes";

/**
 * Sets up mounts that hide the host's daemons, and stays as the first process, which adopts and reaps the
 * daemons' children. It ends with its standard input, and so with the process that started it; the kernel then
 * kills all others.
 */
const FIRST_PROCESS = `
set -e
ip link set lo up
umount --recursive --lazy /sys/fs/cgroup
mount --types tmpfs run /run
mkdir /run/lock /run/images /run/etc /run/cache
cp --archive /etc/libvirt/. /run/etc
rm --recursive --force /run/etc/qemu /run/etc/storage /run/etc/secrets
mount --bind /run/etc /etc/libvirt
cp --archive /var/cache/libvirt/. /run/cache
mount --bind /run/cache /var/cache/libvirt
mount --bind ${IMAGES} /run/images
mount --types tmpfs lib /var/lib/libvirt
mkdir ${IMAGES}
mount --move /run/images ${IMAGES}
mount --types tmpfs log /var/log/libvirt
echo "$1" > /run/libvirtd.conf
echo ready
while read -r; do :; done
`;

/**
 * A libvirtd for one test, which may kill it. It has its own mounts, network and process ids, so that it and
 * the host's daemon never interfere. Only the images' folder is shared.
 */
export class PrivateDaemon {
    /** For images and pools. */
    readonly folder: string;
    readonly socket: string;
    readonly uri: string;
    readonly #first: ChildProcess;
    #pid = 0;

    private constructor(folder: string, first: ChildProcess) {
        this.folder = folder;
        this.socket = join(folder, "libvirt-sock");
        this.uri = uriOf(this.socket);
        this.#first = first;
    }

    static async start(name: string): Promise<PrivateDaemon> {
        const folder = join(IMAGES, testName(name));
        mkdirSync(folder);
        const namespaces = ["--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"];
        const config = [`unix_sock_dir = "${folder}"`, 'auth_unix_rw = "none"'].join("\n");
        const shell = ["bash", "-c", FIRST_PROCESS, "bash", config];
        const first = spawn("unshare", [...namespaces, ...shell], {
            stdio: ["pipe", "pipe", "inherit"],
        });
        await Promise.race([once(first.stdout, "data"), failure(first)]).catch(
            async (error: unknown) => {
                await rm(folder, { recursive: true });
                throw error;
            },
        );
        const daemon = new PrivateDaemon(folder, first);
        await daemon.command("virtlogd", "--daemon");
        await daemon.startAgain();
        return daemon;
    }

    /** Kills libvirtd; the guests keep running. */
    kill = () => this.#end("SIGKILL");

    /** Restarts libvirtd, as an upgrade does. */
    async restart(): Promise<void> {
        await this.#end("SIGTERM");
        await this.startAgain();
    }

    /** Starts libvirtd, which then finds the objects that it managed before. */
    async startAgain(): Promise<void> {
        await this.command("libvirtd", "--daemon", "--config", "/run/libvirtd.conf");
        // The process that starts it stays for a moment.
        this.#pid = await until("one libvirtd", () => {
            const [found, ...others] = this.processes().filter(
                ({ command }) => command[0] === "libvirtd",
            );
            return others.length === 0 && found?.pid;
        });
    }

    /** Stops libvirtd from answering until `goOn`. */
    pause = () => process.kill(this.#pid, "SIGSTOP");
    goOn = () => process.kill(this.#pid, "SIGCONT");

    /** Ends everything and removes the folder. */
    async stop(): Promise<void> {
        this.#first.stdin?.end();
        await once(this.#first, "exit");
        await rm(this.folder, { recursive: true });
    }

    /** Runs a command in the daemon's namespaces, and returns its output. */
    command = (...command: readonly string[]): Promise<string> => {
        const [executable = "", ...args] = this.prefix(...command);
        return output(executable, args);
    };

    /** The command that runs another one in the daemon's namespaces. */
    prefix = (...command: readonly string[]): string[] => {
        const namespaces = `/proc/${this.#first.pid}/ns`;
        const parts = { mount: "mnt", net: "net", pid: "pid_for_children" };
        const options = Object.entries(parts).map(
            ([name, file]) => `--${name}=${namespaces}/${file}`,
        );
        return ["nsenter", ...options, "--", ...command];
    };

    /** Runs virsh on the daemon, bypassing any proxy. */
    virsh = (...args: readonly string[]) =>
        output("virsh", ["--connect", this.uri, "--quiet", ...args]);

    /** Processes in its namespace, except the first one. */
    processes(): Process[] {
        const own = readlinkSync(`/proc/${this.#first.pid}/ns/pid_for_children`);
        return processes().filter(
            ({ pid, command }) => namespaceOf(pid) === own && command[2] !== FIRST_PROCESS,
        );
    }

    /** The QEMU of a domain. */
    emulatorOf(domain: string): Process {
        const isIt = ({ command }: Process) =>
            command.some((word) => word.startsWith(`guest=${domain},`));
        const [found] = this.processes().filter(isIt);
        if (found === undefined) throw new Error(`Domain "${domain}" has no process.`);
        return found;
    }

    async #end(signal: NodeJS.Signals): Promise<void> {
        process.kill(this.#pid, signal);
        await until("the end of libvirtd", () => !isAlive(this.#pid), { everyMs: 5 });
    }
}

/** The URI of a daemon by its socket. */
export const uriOf = (socket: string): string => `qemu:///system?socket=${socket}`;

async function failure(first: ChildProcess): Promise<never> {
    const [code] = (await once(first, "exit")) as [number | null];
    throw new Error(
        `The namespaces could not be set up: unshare ended with ${code ?? "a signal"}.`,
    );
}

function namespaceOf(pid: number): string | undefined {
    try {
        return readlinkSync(`/proc/${pid}/ns/pid`);
    } catch {
        return undefined; // it has ended meanwhile
    }
}
