import { PartialFailure } from "../../../src/provider/lifecycle/errors";
import { handlerOf } from "../../../src/provider/plugin/handlers";
import { changesToMake, halfDone, type Update } from "../../../src/provider/lifecycle/update";
import { Domain } from "../../../src/schema/domain/domain";
import { Network } from "../../../src/schema/network/network";
import { urnOf } from "../checked";
import { fakeLibvirt } from "../fakeLibvirt";

const network = (fields: object) =>
    Network.inputs.parse({ name: "lan", uuid: "6a1576b9-9557-4d9e-950f-712f1bc5e2e6", ...fields });

const pathsOf = (update: Pick<Update, "oldInputs" | "state" | "news">) =>
    changesToMake(Network, { id: "u", ...update }).map(({ path }) => path);

test("makes the changes between state and inputs", () => {
    const [olds, news] = [network({}), network({ title: "B", autostart: false })];
    expect(pathsOf({ oldInputs: olds, state: { ...olds, bridge: "virbr0" }, news })).toEqual([
        "autostart",
        "title",
    ]);
});

test("compares everything after an update that failed halfway", () => {
    const [olds, news] = [network({ ipv4: { dhcp: true } }), network({ ipv4: { dhcp: false } })];
    const state = { ...news, active: false };
    expect(pathsOf({ oldInputs: olds, state, news })).toEqual([]);
});

describe("a failed update", () => {
    const oldInputs = { ...Domain.inputs.parse({ name: "xp", accelerator: "auto" }) };
    const state = { ...oldInputs, accelerator: "tcg" };
    const update = { id: "u", oldInputs, state, news: { ...oldInputs, memoryMiB: 384 } };

    /** With a host that has these inputs of a guest. */
    function told(fields: object) {
        const inputs = { ...state, ...fields };
        const read = () => Promise.resolve({ id: "u", inputs, outputs: { accelerator: "tcg" } });
        const handler = { ...handlerOf(urnOf("Domain")), read };
        return halfDone(handler, update, fakeLibvirt({}).libvirt, new Error("refused"));
    }

    test("changes no state before its first change, even with a chosen accelerator", async () => {
        expect(await told({})).toBeUndefined();
    });

    test("reports what is on the host after its first change", async () => {
        const failure = await told({ memoryMiB: 384 });
        expect(failure).toBeInstanceOf(PartialFailure);
        expect(failure?.outputs).toEqual({ ...state, memoryMiB: 384 });
    });
});
