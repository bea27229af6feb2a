import type { Libvirt } from "../../../libvirt";
import type { Element } from "../../../xml/tree/element";
import type { Ended } from "../../../process/runProgram";
import type { Orphan } from "./orphan";

/** The result of one check. */
export interface Finding {
    /** A problem keeps labs from running. With a warning they are slower, less safe, or lack a feature. */
    readonly status: "ok" | "warning" | "problem" | "skipped";
    readonly detail: string;
    readonly remedy?: string;
}

export interface Check {
    readonly name: string;
    readonly check: (probe: Probe) => Finding | Promise<Finding>;
}

/** How checks read the state of the machine. */
export interface Probe {
    readonly uri: string;
    readonly nodeVersion: string;
    /** The current folder. */
    readonly folder: string;
    /** Where xplab is installed. */
    readonly packageFolder: string;
    /** Path of a program; undefined when it is not installed. */
    readonly find: (program: string) => string | undefined;
    /** Undefined when there is no such program. */
    readonly run: (program: string, args: readonly string[]) => Promise<Ended | undefined>;
    /** Text of a file; undefined when it does not exist or cannot be read. */
    readonly read: (file: string) => string | undefined;
    /** Undefined when the path does not exist. */
    readonly stat: (path: string) => FileStatus | undefined;
    /** Undefined when the folder does not exist. */
    readonly freeBytes: (folder: string) => number | undefined;
    /** How many rules of the tap guard are missing; undefined when they cannot be read, as without root. */
    readonly missingGuards: () => Promise<number | undefined>;
    /** Starts an orphaned process, and measures who reaps it and when. */
    readonly orphan: () => Promise<Orphan>;
    /** All checks share one connection. */
    readonly libvirt: () => Promise<Pick<Libvirt, "call">>;
    readonly capabilities: () => Promise<Element>;
}

interface FileStatus {
    readonly mode: number;
    readonly gid: number;
}

export const ok = (detail: string): Finding => ({ status: "ok", detail });
export const warning = (detail: string, remedy: string): Finding => ({
    status: "warning",
    detail,
    remedy,
});
export const problem = (detail: string, remedy: string): Finding => ({
    status: "problem",
    detail,
    remedy,
});

export const skipped = (detail: string): Finding => ({ status: "skipped", detail });

/** The daemon that reads qemu.conf: a host with modular daemons has no libvirtd. */
export const qemuDaemon = ({ find }: Probe): string =>
    find("libvirtd") === undefined && find("virtqemud") !== undefined ? "virtqemud" : "libvirtd";
