// @ts-check
import { stackArguments } from "./pulumi.mjs";

/** @import { Pulumi } from "./pulumi.mjs" */

/**
 * A machine as the stack's outputs describe it.
 * @typedef {object} Machine
 * @property {string} domain
 * @property {string} uuid
 * @property {string} state
 * @property {string | null} address
 * @property {string} screen
 * @property {string} network
 * @property {string} reach
 */
/** @typedef {{ uri?: string, machines?: Record<string, Machine> }} StackOutputs */

export const localUri = "qemu:///system";

/**
 * @param {Pulumi} pulumi
 */
export async function readMachines(pulumi) {
    const text = await pulumi.run(["stack", "output", "--json", ...stackArguments]);
    /** @type {StackOutputs} */
    const { uri = localUri, machines = {} } = JSON.parse(text);
    return { uri, machines };
}

/** @param {Machine} machine */
export function expectsAddress({ reach }) {
    return reach !== "nothing";
}
