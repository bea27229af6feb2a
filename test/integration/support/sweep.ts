import { readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { output, run, virsh } from "./command";
import { IMAGES, runOf } from "./names";
import { isAlive, kill, processes } from "./processes";

const FOLDERS = [IMAGES, tmpdir(), "/var/log/libvirt/qemu"];

/** Removes what test runs that were killed left on the host. */
export const sweepDeadRuns = () => sweep((pid) => pid !== process.pid && !isAlive(pid));

/** Removes what this run left, and names it. Logs of QEMU are no leftovers of ours: libvirt keeps them. */
export const sweepOwnRun = () => sweep((pid) => pid === process.pid);

async function sweep(isDoomed: (pid: number) => boolean): Promise<string[]> {
    const isOurs = (name: string) => {
        const pid = runOf(name);
        return pid !== undefined && isDoomed(pid);
    };
    endProcesses(isOurs);
    const removed = [
        ...(await removeEach("domain", await names("list"), isOurs, ["destroy", "undefine"])),
        ...(await removeEach("network", await names("net-list"), isOurs, [
            "net-destroy",
            "net-undefine",
        ])),
        ...(await removeEach("filter", await filters(), isOurs, ["nwfilter-undefine"])),
        ...(await removeEach("pool", await names("pool-list"), isOurs, [
            "pool-destroy",
            "pool-undefine",
        ])),
    ];
    for (const name of (await interfaces()).filter(isOurs))
        await run("ip", ["link", "delete", name]);
    for (const name of (await namespaces()).filter(isOurs))
        await run("ip", ["netns", "delete", name]);
    for (const folder of FOLDERS)
        for (const name of (await readdir(folder)).filter(isOurs)) {
            if (folder === IMAGES) removed.push(`folder ${name}`);
            await rm(join(folder, name), { recursive: true, force: true });
        }
    return removed;
}

/** A command line that was killed leaves its language host behind. */
function endProcesses(isOurs: (name: string) => boolean): void {
    const start = `PULUMI_HOME=${tmpdir()}/`;
    const homes = processes();
    kill(
        homes.filter(({ environment }) => {
            const home = environment.find((variable) => variable.startsWith(start)) ?? "";
            return isOurs(home.slice(start.length));
        }),
    );
}

async function names(list: string): Promise<string[]> {
    return lines(await virsh(list, "--all", "--name"));
}

async function filters(): Promise<string[]> {
    return lines(await virsh("nwfilter-list")).flatMap((line) => line.split(/\s+/)[1] ?? []);
}

async function interfaces(): Promise<string[]> {
    const links = JSON.parse(await output("ip", ["-j", "link"])) as { ifname: string }[]; // iproute2's own form
    return links.map(({ ifname }) => ifname);
}

async function namespaces(): Promise<string[]> {
    return lines(await output("ip", ["netns", "list"])).map((line) => line.split(" ")[0] ?? "");
}

const lines = (text: string) => text.split("\n").flatMap((line) => line.trim() || []);

/** The first command of the two is allowed to fail: the object may be stopped. */
async function removeEach(
    kind: string,
    all: readonly string[],
    isOurs: (name: string) => boolean,
    commands: readonly string[],
): Promise<string[]> {
    const doomed = all.filter(isOurs);
    for (const name of doomed)
        for (const command of commands)
            await run("virsh", ["--connect", "qemu:///system", command, name]);
    return doomed.map((name) => `${kind} ${name}`);
}
