import { types } from "node:util";

/** Node's code of a system error, such as ENOENT; undefined for other errors. */
export function errorCode(error: unknown): string | undefined {
    return types.isNativeError(error) && "code" in error ? String(error.code) : undefined;
}
