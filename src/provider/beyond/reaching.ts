import type { Path } from "../../errors";
import type { HostPolicy } from "../../hostPolicy";
import type { Properties } from "../lifecycle/wire";

/** Something of a resource that may not be its lab's own. */
export interface Reaching {
    readonly path: Path;
    /** In words: "/dev/ttyUSB0, a device of the host". */
    readonly what: string;
    /** What it has to have in common with what was there before, to be the same. Default: the words. */
    readonly key?: string;
    /** Whether the program has to say that it wants that. */
    readonly needsWords: boolean;
    /** What the host's policy is asked; nothing where it has no say. */
    readonly bound?: Bound;
}

/** A part of the host's policy, and the path, the device or the reach that it is asked of. */
export interface Bound {
    readonly field: keyof HostPolicy;
    readonly subject: string;
}

/** What is known of a machine where inputs are judged. */
export interface Surroundings {
    /** Whether a file of the host is a volume's, or lies in a folder of logs beside volumes. */
    readonly isInPool: (file: string) => Promise<boolean>;
    /** Folder of the program's project on this machine; undefined where it has none. */
    readonly project: string | undefined;
}

/** What of a resource's inputs reaches beyond its lab; what is not known yet does not. */
export type FindReaching = (inputs: Properties, around: Surroundings) => Promise<Reaching[]>;

/** With words, and in the bounds of folders. */
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
