import { exclusive } from "../../../src/provider/lifecycle/exclusive";

test("runs calls one after the other, also after failed ones", async () => {
    const oneAtATime = exclusive();
    const order: string[] = [];
    const call = (name: string, failure?: Error) => async () => {
        order.push(`${name} begins`);
        await new Promise(setImmediate);
        order.push(`${name} ends`);
        if (failure !== undefined) throw failure;
        return name;
    };
    const failure = new Error("no");
    const all = [call("a"), call("b", failure), call("c")].map((one) => oneAtATime(one));
    expect(await Promise.allSettled(all)).toEqual([
        { status: "fulfilled", value: "a" },
        { status: "rejected", reason: failure },
        { status: "fulfilled", value: "c" },
    ]);
    expect(order).toEqual(["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]);
});
