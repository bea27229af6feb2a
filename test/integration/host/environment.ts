import NodeEnvironment from "jest-environment-node";
import { thingsOnHost } from "./leftovers";

/** Fails a test file that leaves something on its host: either the test is wrong, or the tested code. */
export default class HostEnvironment extends NodeEnvironment {
    #before: readonly string[] = [];

    override async setup(): Promise<void> {
        await super.setup();
        this.#before = await thingsOnHost();
    }

    override async teardown(): Promise<void> {
        await super.teardown();
        const left = (await thingsOnHost()).filter((thing) => !this.#before.includes(thing));
        if (left.length > 0) throw new Error(`The tests left on their host: ${left.join(", ")}.`);
    }
}
