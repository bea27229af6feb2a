import { CHOSEN_PASSWORD } from "../../../src/schema/domain/domainDevices";
import { check } from "../checked";

const wanted = (password: string | undefined) => ({
    name: "xp",
    memoryMiB: 64,
    graphics: password === undefined ? {} : { password },
});

const passwordIn = ({ inputs }: { inputs: Record<string, unknown> }) =>
    (inputs["graphics"] as { password?: string }).password;

test("a new domain gets a password of its own", async () => {
    const born = [
        passwordIn(await check("Domain", wanted(CHOSEN_PASSWORD))),
        passwordIn(await check("Domain", wanted(CHOSEN_PASSWORD))),
    ];
    expect(born).toEqual([
        expect.stringMatching(/^[2-9A-Za-z]{8}$/),
        expect.stringMatching(/^[2-9A-Za-z]{8}$/),
    ]);
    expect(born[0]).not.toBe(born[1]);
});

test("one that is known keeps what it has", async () => {
    const { inputs: olds } = await check("Domain", wanted(CHOSEN_PASSWORD));
    expect(passwordIn(await check("Domain", wanted(CHOSEN_PASSWORD), { olds }))).toBe(
        passwordIn({ inputs: olds }),
    );
});

test("one that is known and has none gets none, which would restart it", async () => {
    const { inputs: olds } = await check("Domain", wanted(undefined));
    expect(passwordIn(await check("Domain", wanted(CHOSEN_PASSWORD), { olds }))).toBeUndefined();
});

test("what a program says goes before", async () => {
    const { inputs: olds } = await check("Domain", wanted(CHOSEN_PASSWORD));
    expect(passwordIn(await check("Domain", wanted("mine"), { olds }))).toBe("mine");
});
