// @ts-check
import { Problem } from "../lab/problem.mjs";

/** Suites of Debian, by the word that a user types. */
export const suites = new Map([
    ["debian-13", "trixie"],
    ["debian-sid", "sid"],
]);

/** The system that the command runs on. */
export const HOST = "host";

const choices = {
    "--node": /^\d+$/,
    "--daemons": /^(libvirtd|modular)$/,
    "--firewall": /^(iptables|nftables)$/,
};

/**
 * What a user asks for.
 * @typedef {object} Request
 * @property {string} system a key of `suites`, or "host"
 * @property {string | undefined} node major version; undefined: the one that runs this
 * @property {string} daemons "libvirtd", or "modular": virtqemud and its like
 * @property {string | undefined} firewall back end of libvirt's networks; undefined: the system's default
 * @property {readonly string[]} jest further arguments for jest
 */

/**
 * @param {readonly string[]} words
 * @returns {Request}
 */
export function parseRequest([system = "", ...words]) {
    if (system !== HOST && !suites.has(system)) {
        throw new Problem(
            system === "" ? "No system is named." : `"${system}" is not a known system.`,
            `Write one of ${[HOST, ...suites.keys()].join(", ")}: npm run compat -- debian-13`,
        );
    }
    const rest = [...words];
    const node = take(rest, "--node");
    const daemons = take(rest, "--daemons") ?? "libvirtd";
    const firewall = take(rest, "--firewall");
    if (system === HOST && (daemons !== "libvirtd" || firewall !== undefined)) {
        throw new Problem(
            "The host keeps its own daemons and its own firewall.",
            `Name a system that is made for the tests: ${[...suites.keys()].join(" or ")}.`,
        );
    }
    return { system, node, daemons, firewall, jest: rest };
}

/**
 * Takes an option and its value out of the words.
 * @param {string[]} words
 * @param {keyof typeof choices} name
 */
function take(words, name) {
    const at = words.indexOf(name);
    if (at < 0) return undefined;
    const [, value = ""] = words.splice(at, 2);
    if (!choices[name].test(value)) {
        throw new Problem(
            `${name} was given "${value}".`,
            `Write a value such as ${name} ${{ "--node": "22", "--daemons": "modular", "--firewall": "nftables" }[name]}.`,
        );
    }
    return value;
}
