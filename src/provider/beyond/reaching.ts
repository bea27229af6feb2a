import type { Path } from "../../errors";
import type { HostPolicy } from "../../hostPolicy";
import type { Properties } from "../lifecycle/wire";

/** Something of a resource that may reach beyond its lab. */
export interface Reaching {
    readonly path: Path;
    /** Its description: "/dev/ttyUSB0, a device of the host". */
    readonly what: string;
    /** Two with the same key are the same thing. Default: the description. */
    readonly key?: string;
    /** Whether `accept` must allow it. */
    readonly needsWords: boolean;
    /** The part of the host's policy that applies; absent if none does. */
    readonly bound?: Bound;
}

/** A part of the host's policy, and the path, device or reach that it has to allow. */
export interface Bound {
    readonly field: keyof HostPolicy;
    readonly subject: string;
}

/** What is known about the machine where inputs are judged. */
export interface Surroundings {
    /** Whether a file of the host is a volume, or lies in a folder of logs beside volumes. */
    readonly isInPool: (file: string) => Promise<boolean>;
    /** Folder of the program's project on this machine; undefined if there is none. */
    readonly project: string | undefined;
}

/** Finds the inputs of a resource that may reach beyond its lab; skips unknown ones. */
export type FindReaching = (inputs: Properties, around: Surroundings) => Promise<Reaching[]>;

/** A file that needs `accept` and is limited to the policy's folders. */
export const fileOutside = (path: Path, file: string, use: string): Reaching => ({
    path,
    key: `${use} ${file}`,
    what: `"${file}", which lies outside the folders of libvirt's pools`,
    needsWords: true,
    bound: { field: "folders", subject: file },
});

export const hostDevice = (path: Path, what: string, subject = what): Reaching => ({
    path,
    what: `${what}, a device of the host`,
    needsWords: true,
    bound: { field: "devices", subject },
});
