import { procedures } from "../../../../src/libvirt/rpc/procedures";
import { CHANGING_CALLS, isReading } from "./changingCalls";

test("every procedure either changes the host or reads", () => {
    const rest = Object.keys(procedures).filter((name) => !isReading(name));
    expect(rest.sort()).toEqual([...CHANGING_CALLS].sort());
});
