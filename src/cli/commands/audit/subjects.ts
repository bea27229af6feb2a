import { isOfMachine } from "./urn";
import type { DomainView, NetworkView } from "./view";

/** Whether a lab declares the domain; other domains come from a program itself. */
export const isMachine = ({ origin }: DomainView) => origin !== undefined && isOfMachine(origin);

/** How the audit names a domain: "machine dev/patient-1", or "domain desktop" outside of labs. */
export const nameOf = ({ machine }: DomainView): string =>
    machine.lab === null
        ? `domain ${machine.domain}`
        : `machine ${machine.stack ?? ""}/${machine.machine}`;

/** Whether taps carry traffic: on a network of reach "nothing" the cable is unplugged. */
export const usesTaps = (machines: readonly DomainView[], networks: readonly NetworkView[]) =>
    machines.some(({ isActive }) => isActive) &&
    networks.some(({ title }) => title?.reach !== "nothing");
