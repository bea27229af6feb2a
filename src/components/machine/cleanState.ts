import { createHash } from "node:crypto";
import * as libvirt from "@pulumi/libvirt";
import * as pulumi from "@pulumi/pulumi";
import { domainEffects } from "../../schema/domain/domainEffects";
import { effectOf } from "../../schema/core/effects";
import type { Reach } from "../../xp/reach/reach";
import { hasDhcp } from "../../xp/reach/reach";
import type { ReadyWhenArgs } from "./readyWhen";

/** A saved state of memory and disk that the guest can return to. */
export interface CleanStateArgs {
    /**
     * Conditions that the guest must meet before its clean state is taken. Refused when the machine has `readyWhen` itself.
     * @default a DHCP lease and 30 more seconds; required on a network without DHCP
     */
    readyWhen?: ReadyWhenArgs | undefined;
    /**
     * Any text. When it changes, `pulumi up` returns the guest to its clean state.
     * @default none
     */
    resetTrigger?: pulumi.Input<string> | undefined;
}

/** Until Windows has logged on and started what starts with it; by then it has asked for its address. */
const SETTLED = { lease: true, settleSeconds: 30 } as const;

/** What a machine is waited for: what it names itself, or what its clean state needs. */
export function readinessOf(
    {
        readyWhen,
        cleanState,
    }: { readyWhen?: ReadyWhenArgs | undefined; cleanState?: CleanStateArgs | undefined },
    reach: Reach,
): ReadyWhenArgs | undefined {
    if (cleanState === undefined) return readyWhen;
    return readyWhen ?? cleanState.readyWhen ?? (hasDhcp(reach) ? SETTLED : undefined);
}

/** The guest's memory, beside its disk. */
export function makeCleanState(
    machine: string,
    { resetTrigger }: CleanStateArgs,
    domain: libvirt.Domain,
    args: libvirt.DomainArgs,
    pool: pulumi.Input<string>,
    parent: pulumi.Resource,
): libvirt.DomainSaveImage {
    const hardware = hardwareText(args);
    const { readyWhen } = args;
    const { uuid } = domain;
    return new libvirt.DomainSaveImage(
        `${machine}-clean`,
        { domain: uuid, pool, hardware, resetTrigger, readyWhen },
        { parent },
    );
}

/** Another text for whatever restarts a guest: its clean state is then one of another machine. */
export const hardwareText = ({
    // Secret in part, and none of it is the guest's.
    graphics: _graphics,
    ...args
}: libvirt.DomainArgs): pulumi.Output<string> =>
    pulumi.output(args).apply((known) => {
        const text = JSON.stringify(leavesOf(known, []).filter(({ keys }) => isHardware(keys)));
        return createHash("sha256").update(text).digest("hex").slice(0, 16);
    });

interface Leaf {
    readonly keys: readonly string[];
    readonly value: unknown;
}

/** The fields of an object, as deep as it goes, in an order of their own. */
function leavesOf(value: unknown, keys: readonly string[]): Leaf[] {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
        return value === undefined ? [] : [{ keys, value }];
    }
    return Object.entries(value)
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .flatMap(([key, field]) => leavesOf(field, [...keys, key]));
}

function isHardware(keys: readonly string[]): boolean {
    const effect = effectOf(domainEffects, { keys, path: keys.join("."), kind: "update" });
    return effect === "restart" || effect === "replace";
}
