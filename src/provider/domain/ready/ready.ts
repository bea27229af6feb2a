import type { Libvirt } from "../../../libvirt";
import type { Domain } from "../../../schema/domain/domain";
import { outputsIn, viewDomain } from "../domainView";
import { PartialFailure } from "../../lifecycle/errors";
import type { CallContext } from "../../lifecycle/resource";
import type { Properties } from "../../lifecycle/wire";
import { SerialLog } from "./serialLog";
import { isTimeLimit, waitUntilReady, type GuestRun } from "./waitUntilReady";

/** A run of a guest that a create or an update started or waits for. */
export interface Started extends Omit<GuestRun, "serialLogStart"> {
    readonly serialLogStart: number | undefined;
    /** Whether the domain is rolled back when the engine is gone or the user pressed Ctrl-C. */
    readonly isNew: boolean;
}

/** The outputs, once the guest is ready. A guest that does not become ready stays, and the next update waits again. */
export async function outputsWhenReady(
    { isNew, serialLogStart = 0, ...started }: Started,
    context: CallContext,
): Promise<Properties> {
    const { inputs, domain } = started;
    const { libvirt, signal } = context;
    const { readyWhen, powerState } = inputs;
    const { uuid } = domain;
    const readOutputs = async () => {
        const ref = await libvirt.call("domainLookupByUUID", { uuid });
        return outputsIn(await viewDomain(libvirt, ref, false), { ...inputs });
    };
    if (readyWhen === undefined || powerState === "off") return readOutputs();
    try {
        await waitUntilReady({ ...started, readyWhen, serialLogStart }, context);
    } catch (error) {
        if (isNew && signal.aborted && !isTimeLimit(signal.reason)) throw error;
        const outputs = await readOutputs().catch(() => undefined);
        if (outputs === undefined) throw error;
        const pending = { readyPending: true, serialLogStart };
        throw new PartialFailure(uuid, { ...inputs, ...outputs, ...pending }, error);
    }
    return readOutputs();
}

/** State notes of a guest that was not seen ready. A refresh keeps them and does not wait. */
export const pendingIn = ({ readyPending, serialLogStart }: Properties): Properties =>
    readyPending === true ? { readyPending, serialLogStart } : {};

/** The position in COM1's log where the output of a guest that starts now will begin. */
export const serialLogEnd = (libvirt: Libvirt, inputs: Domain): Promise<number> =>
    new SerialLog(libvirt, inputs, 0).end();
