import type { Domain } from "../../libvirt";
import type { Element } from "../../xml/tree/element";
import { urnOf } from "../../xml/mark";
import { mebibytes } from "../../xml/tree/memorySize";
import { first, textAt } from "../../xml/tree/query";
import { parseMachineTitle } from "../../xp/machineTitle";
import type { DomainStatus } from "./domainStatus";

/** A domain as commands show it. */
export interface Machine {
    /** Its name in the lab; of what is no machine of a lab, the domain's. */
    readonly machine: string;
    readonly lab: string | null;
    readonly stack: string | null;
    readonly project: string | null;
    readonly domain: string;
    readonly uuid: string;
    readonly state: string;
    readonly addresses: readonly string[];
    /** Where a viewer finds the screen; null without one, and while it is off. */
    readonly screen: string | null;
    readonly memoryMiB: number;
    /** Whether xplab's provider made it. */
    readonly isOurs: boolean;
}

/** Whether there is no guest to look at. */
export const isOff = ({ state }: Machine) => state === "shutoff" || state === "crashed";

/** For libvirt, which finds a domain by its UUID alone. */
export const handleOf = ({ domain, uuid }: Machine): Domain => ({ name: domain, uuid, id: -1 });

export function machineOf(status: DomainStatus, definition: Element): Machine {
    const urn = urnOf(definition);
    const title =
        urn === undefined ? undefined : parseMachineTitle(textAt(definition, "title") ?? "");
    // urn:pulumi:<stack>::<project>::<types>::<name>
    const [stack = null, project = null] = urn?.replace("urn:pulumi:", "").split("::") ?? [];
    const memory = first(definition, "memory");
    return {
        machine: title?.machine ?? status.name,
        lab: title?.lab ?? null,
        stack: title?.stack ?? stack,
        project,
        domain: status.name,
        uuid: status.uuid,
        state: status.state,
        addresses: status.addresses,
        screen: status.screen ?? null,
        memoryMiB: memory === undefined ? 0 : mebibytes(memory),
        isOurs: urn !== undefined,
    };
}
