import type { Libvirt } from "../../../libvirt";
import type { Element } from "../../../xml/tree/element";
import type { Ended } from "../../../process/runProgram";
import type { Orphan } from "./orphan";

/** What one check has found. */
export interface Finding {
    /** A problem keeps labs from running; a warning makes them slower, less safe, or leaves a part of xplab out. */
    readonly status: "ok" | "warning" | "problem" | "skipped";
    readonly detail: string;
    readonly remedy?: string;
}

export interface Check {
    readonly name: string;
    readonly check: (probe: Probe) => Finding | Promise<Finding>;
}

/** What checks look at the machine with. */
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
    /** Text of a file; undefined when it is not there, or not ours to read. */
    readonly read: (file: string) => string | undefined;
    /** Undefined when it is not there. */
    readonly stat: (path: string) => FileStatus | undefined;
    /** Undefined when the folder is not there. */
    readonly freeBytes: (folder: string) => number | undefined;
    /** How many rules of the guard of taps are missing; undefined where that cannot be seen. */
    readonly missingGuards: () => Promise<number | undefined>;
    /** Makes an orphan, and sees who reaps it and when. */
    readonly orphan: () => Promise<Orphan>;
    /** Connects once. */
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

/** The daemon that reads qemu.conf: a host with modular daemons has no libvirtd. */
export const qemuDaemon = ({ find }: Probe): string =>
    find("libvirtd") === undefined && find("virtqemud") !== undefined ? "virtqemud" : "libvirtd";
