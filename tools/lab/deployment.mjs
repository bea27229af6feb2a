// @ts-check
import { stackArguments } from "./pulumi.mjs";

/** @import { Pulumi } from "./pulumi.mjs" */
/**
 * The part of a Pulumi deployment that the lab looks at.
 * @typedef {object} Deployment
 * @property {{ type: string, outputs?: Record<string, unknown> }[]} [resources]
 * @property {{ type: string, resource: { urn: string } }[]} [pending_operations]
 */

/**
 * @param {Pulumi} pulumi
 * @returns {Promise<Deployment>}
 */
export async function exportDeployment(pulumi) {
    return JSON.parse(await pulumi.run(["stack", "export", ...stackArguments])).deployment ?? {};
}

/** @param {Deployment} deployment */
export function hasPendingOperations({ pending_operations: pending = [] }) {
    return pending.length > 0;
}

/**
 * Names of the domains in it.
 * @param {Deployment} deployment
 */
export function domainNames({ resources = [] }) {
    return resources
        .filter(({ type }) => type === "libvirt:index:Domain")
        .map(({ outputs }) => outputs?.name)
        .filter((name) => typeof name === "string");
}
