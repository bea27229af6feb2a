import { Libvirt } from "../libvirt";
import type { Answer } from "./answer";
import { runningDomain } from "./runningDomain";
import { StandIn } from "./standIn";

/** A ready guest answers at once; one that starts under TCG on a busy host takes a while. */
const readyTimeoutMs = 30_000;

export interface TalkOptions {
    uri: string;
    machine: string;
    question: string;
    /** Takes the console from whoever has it. */
    force: boolean;
    /** How long the answer may take. */
    timeoutMs?: number | undefined;
}

/** Asks a running stand-in one question. */
export async function talk(options: TalkOptions): Promise<Answer> {
    const libvirt = await Libvirt.open(options.uri);
    try {
        const domain = await runningDomain(libvirt, options.machine);
        const standIn = await StandIn.attach(libvirt, domain, { force: options.force });
        try {
            await standIn.ready(readyTimeoutMs);
            return await standIn.ask(options.question, options.timeoutMs);
        } finally {
            await standIn.close();
        }
    } finally {
        libvirt.close();
    }
}
