import { setTimeout as sleep } from "node:timers/promises";
import type { ChangingCall, Side } from "./daemonProxy";
import type { FaultBench } from "./faultBench";
import { until } from "../host/until";
import { isAlive, kill } from "../host/processes";
import type { Stack } from "../stack/stack";

export const VICTIMS = ["provider", "command line", "daemon"] as const;
export type Victim = (typeof VICTIMS)[number];

export interface Kill {
    readonly victim: Victim;
    readonly isMoment: (call: ChangingCall) => boolean;
}

/** Matches the n-th call of a run, counted on one side. */
export function nthCall(side: Side, n: number): Kill["isMoment"] {
    let count = 0;
    return (call) => call.side === side && ++count === n;
}

const PROVIDER = "pulumi-resource-libvirt";
const ORPHAN_LIMIT_MILLISECONDS = 20_000;
/** The provider's standard input ends with the command line. */
const NOTICED_MILLISECONDS = 500;

/**
 * Runs the command line and kills the victim at the first changing call that matches. Returns that call, or
 * undefined when none matched and the run succeeded.
 */
export async function runWithKill(
    bench: FaultBench,
    stack: Stack,
    args: readonly string[],
    { victim, isMoment }: Kill,
): Promise<ChangingCall | undefined> {
    let cli = 0;
    let killedAt: ChangingCall | undefined;
    let killed: Promise<boolean> | undefined;
    const killOf: Record<Victim, () => Promise<boolean>> = {
        provider: async () => {
            kill(stack.processes(PROVIDER));
            return false;
        },
        // The provider and its call live on; the call is answered once the provider has had time to notice.
        "command line": async () => {
            process.kill(cli, "SIGKILL");
            await until("the end of the command line", () => !isAlive(cli), { everyMs: 10 });
            await sleep(NOTICED_MILLISECONDS);
            return true;
        },
        daemon: async () => {
            await bench.daemon.kill();
            await bench.daemon.startAgain();
            return false;
        },
    };
    bench.proxy.watcher = async (call) => {
        if (killedAt !== undefined || !isMoment(call)) return true;
        killedAt = call;
        killed = killOf[victim]();
        return killed;
    };
    const { code, stdout, stderr } = await stack.run([...args, "--yes", "--skip-preview"], {
        onStart: (pid) => (cli = pid),
        hasOwnProvider: victim !== "daemon",
    });
    bench.proxy.watcher = () => true;
    // A daemon may take longer to start again than the run takes to end.
    await killed;
    if (killedAt === undefined && code !== 0) {
        throw new Error(`pulumi ${args.join(" ")} ended with ${code}:\n${stdout}${stderr}`);
    }
    // A daemon that answers again in time may complete the run.
    if (killedAt !== undefined && victim !== "daemon" && code === 0) {
        throw new Error(`pulumi ${args.join(" ")} succeeded without its ${victim}.`);
    }
    const isGone = () => stack.processes(PROVIDER).length === 0;
    await until("the end of the provider", isGone, { limitMs: ORPHAN_LIMIT_MILLISECONDS });
    if (victim === "daemon") await bench.removeForgotten();
    if (victim === "command line" && killedAt !== undefined) {
        stack.endLanguageHosts();
        await stack.succeed("cancel", "--yes");
    }
    return killedAt;
}
