import { changesToMake, type Update } from "../../src/provider/update";
import { Network } from "../../src/schema/network";

const network = (fields: object) =>
    Network.inputs.parse({ name: "lan", uuid: "6a1576b9-9557-4d9e-950f-712f1bc5e2e6", ...fields });

const pathsOf = (update: Pick<Update, "oldInputs" | "state" | "news">) =>
    changesToMake(Network, { id: "u", ...update }).map(({ path }) => path);

test("an update makes what differs", () => {
    const [olds, news] = [network({}), network({ title: "B", autostart: false })];
    expect(pathsOf({ oldInputs: olds, state: { ...olds, bridge: "virbr0" }, news })).toEqual([
        "autostart",
        "title",
    ]);
});

test("after one that failed on its way all is looked at, whatever its outputs say", () => {
    const [olds, news] = [network({ ipv4: { dhcp: true } }), network({ ipv4: { dhcp: false } })];
    const state = { ...news, active: false };
    expect(pathsOf({ oldInputs: olds, state, news })).toEqual([]);
});
