import { errorCode } from "./errorCode";

/** Whether no process of this machine has the id, of whichever user. */
export function isGone(pid: number): boolean {
    try {
        process.kill(pid, 0);
        return false;
    } catch (error) {
        return errorCode(error) === "ESRCH";
    }
}
