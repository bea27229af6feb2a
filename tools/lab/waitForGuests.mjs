// @ts-check
import { setTimeout as sleep } from "node:timers/promises";
import { machineStatus } from "./guests.mjs";
import { isInterrupted } from "./interruption.mjs";
import { expectsAddress } from "./machines.mjs";

/** @import { DomainStatus } from "../../src/cli/index.js" */
/** @import { Machine } from "./machines.mjs" */
/** @typedef {{ name: string, machine: Machine, status: DomainStatus | undefined }} Guest */

export const leaseLimitSeconds = 180;
const pollMs = 500;

/**
 * Polls the guests until each one that can get a lease has one, or the time is up.
 * @param {string} uri
 * @param {Record<string, Machine>} machines
 * @param {(detail: string) => void} say
 * @returns {Promise<Guest[]>}
 */
export async function waitForGuests(uri, machines, say) {
    const deadlineMs = Date.now() + leaseLimitSeconds * 1000;
    for (;;) {
        const guests = await lookAtGuests(uri, machines);
        const waiting = guests.filter(isWaiting);
        if (waiting.length === 0 || Date.now() > deadlineMs || isInterrupted()) {
            return guests;
        }
        say(`waiting for ${waiting.map(({ name }) => name).join(", ")}`);
        await sleep(pollMs);
    }
}

/**
 * Whether it runs on a network with leases, but has none.
 * @param {Guest} guest
 */
export function isWaiting({ machine, status }) {
    return expectsAddress(machine) && status?.state === "running" && status.addresses.length === 0;
}

/**
 * @param {readonly Guest[]} guests without a lease
 */
export function noLeaseText(guests) {
    const seen = guests.map(({ name, status }) => {
        const macs = status?.interfaces.map(({ macAddress }) => macAddress).join(", ");
        return `${name} is ${status?.state}, and ${macs || "its missing network card"} asked for no lease`;
    });
    return `After ${leaseLimitSeconds} s ${seen.join("; ")}.`;
}

/**
 * @param {string} uri
 * @param {Record<string, Machine>} machines
 * @returns {Promise<Guest[]>}
 */
async function lookAtGuests(uri, machines) {
    const uuids = Object.values(machines).map(({ uuid }) => uuid);
    const statuses = await machineStatus(uri, uuids);
    return Object.entries(machines).map(([name, machine]) => ({
        name,
        machine,
        status: statuses.get(machine.uuid),
    }));
}
