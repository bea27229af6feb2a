import { sweepOwnRun } from "./support/sweep";

/** A test that leaves something on the host is wrong, or what it tests is. */
export default async function globalTeardown(): Promise<void> {
    const left = await sweepOwnRun();
    if (left.length > 0) throw new Error(`The tests left on the host: ${left.join(", ")}.`);
}
