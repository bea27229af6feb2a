import { getSystemErrorMap, types } from "node:util";

/** The system's reason for a failed call, without the call and the path: "no such file or directory". */
export function reasonOf(error: unknown): string {
    if (!types.isNativeError(error)) return String(error);
    const { errno } = error as NodeJS.ErrnoException; // undefined on any other error
    const [, reason] = (errno !== undefined && getSystemErrorMap().get(errno)) || [];
    return reason ?? error.message;
}
