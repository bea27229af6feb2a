import type { Domain } from "../../libvirt";
import type { Element } from "../../xml/tree/element";
import { urnOf } from "../../xml/mark";
import { mebibytes } from "../../xml/tree/memorySize";
import { first, textAt } from "../../xml/tree/query";
import { parseMachineTitle } from "../../xp/machineTitle";
import type { DomainStatus } from "./domainStatus";

/** A domain as commands show it. */
export interface Machine {
    /** Its name in the lab; the domain's name when it belongs to no lab. */
    readonly machine: string;
    readonly lab: string | null;
    readonly stack: string | null;
    readonly project: string | null;
    readonly domain: string;
    readonly uuid: string;
    readonly state: string;
    readonly addresses: readonly string[];
    /** URL for a viewer; null without a screen, and while the domain is off. */
    readonly screen: string | null;
    readonly memoryMiB: number;
    /** Whether xplab's provider made it. */
    readonly isOurs: boolean;
}

/** Whether no guest runs in it. */
export const isOff = ({ state }: Machine) => state === "shutoff" || state === "crashed";

/** A handle for libvirt, which looks a domain up by its UUID. */
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
