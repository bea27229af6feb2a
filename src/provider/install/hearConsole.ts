import { setTimeout as sleep } from "node:timers/promises";
import type { Domain, GuestConsole } from "../../libvirt";
import type { CallContext } from "../lifecycle/resource";
import type { InstallationProgress } from "./installationProgress";

const PAUSE_MILLISECONDS = 100;

/** Opens a guest's COM1 and reads it until `ending` fires or the guest is off. */
export async function hearConsole(
    domain: Domain,
    progress: Pick<InstallationProgress, "hear">,
    { libvirt, signal }: Pick<CallContext, "libvirt" | "signal">,
    ending: AbortSignal,
): Promise<{ readonly isOver: Promise<void> }> {
    const open = () => libvirt.openConsole(domain, { signal });
    return { isOver: hear(await open(), open, progress, ending) };
}

/** Reopens a lost console until that fails, because the guest is off or another client has it. */
async function hear(
    first: GuestConsole,
    open: () => Promise<GuestConsole>,
    progress: Pick<InstallationProgress, "hear">,
    ending: AbortSignal,
): Promise<void> {
    let console: GuestConsole | undefined = first;
    while (console !== undefined) {
        await hearOne(console, progress, ending);
        if (ending.aborted) return;
        await sleep(PAUSE_MILLISECONDS);
        console = await open().catch(() => undefined);
    }
}

async function hearOne(
    console: GuestConsole,
    progress: Pick<InstallationProgress, "hear">,
    ending: AbortSignal,
): Promise<void> {
    const stop = () => void console.close();
    ending.addEventListener("abort", stop);
    try {
        for await (const data of console) progress.hear(data);
    } catch {
        // The caller asks the domain itself why.
    } finally {
        ending.removeEventListener("abort", stop);
    }
}
