import type { Io } from "./output/io";

/** One run of the command. */
export interface Session {
    readonly io: Io;
    /** Sets the exit code of a command that has done its work. */
    readonly end: (exitCode: number) => void;
}
