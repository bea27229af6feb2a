import { errorCode } from "./errorCode";

/** Whether no process of this machine has the id. One that belongs to somebody else is there all the same. */
export function isGone(pid: number): boolean {
    try {
        process.kill(pid, 0);
        return false;
    } catch (error) {
        return errorCode(error) === "ESRCH";
    }
}
