import type { Io } from "./output/io";

/** One run of the command. */
export interface Session {
    readonly io: Io;
    /** Sets the exit code of a command that ends without an error. */
    readonly end: (exitCode: number) => void;
}
