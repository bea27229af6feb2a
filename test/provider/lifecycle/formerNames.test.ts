import { Provider } from "../../../src/provider/plugin/provider";
import { changesOf, underPresentNames } from "../../../src/provider/lifecycle/update";
import { Domain } from "../../../src/schema/domain/domain";
import { check, urnOf } from "../checked";

const limits = { sharePages: false };
const RENAMED =
    'xp: "bornWith" is now called "creationDefaults": rename it, the old name ends with 2.0.';

test("takes a property under its former name, stores it under the present one, and says so", async () => {
    const { plain, failures, said } = await check("Domain", { bornWith: limits });
    expect(failures).toEqual([]);
    expect(plain).toMatchObject({ creationDefaults: limits, sharePages: false });
    expect(plain).not.toHaveProperty("bornWith");
    expect(said).toEqual([RENAMED]);
});

test("says nothing of the present name", async () => {
    const { said } = await check("Domain", { creationDefaults: limits });
    expect(said).toEqual([]);
});

test("refuses both names of a property", async () => {
    const given = { bornWith: limits, creationDefaults: limits };
    const { failures } = await check("Domain", given);
    expect(failures).toEqual([
        {
            property: "bornWith",
            reason: 'must not be set together with "creationDefaults", its present name [former-name-beside]',
        },
    ]);
});

test.each([["bornWith"], ["creationDefaults"]])(
    "sees no change from a state with the former name to a program with %s",
    async (name) => {
        const { inputs } = await check("Domain", { creationDefaults: limits });
        const { creationDefaults, ...others } = inputs;
        const olds = { ...others, bornWith: creationDefaults };
        const news = (await check("Domain", { [name]: limits }, { olds })).inputs;
        const { changes } = await new Provider().diff(urnOf("Domain"), "u", olds, news, () => {});
        expect(changes).toEqual([]);
        const update = underPresentNames(Domain, { id: "u", oldInputs: olds, state: olds, news });
        expect(changesOf(Domain, update)).toEqual([]);
    },
);
