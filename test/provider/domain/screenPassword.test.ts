import { CHOSEN_PASSWORD } from "../../../src/schema/domain/domainDevices";
import { check } from "../checked";

const wanted = (password: string | undefined) => ({
    name: "xp",
    memoryMiB: 64,
    graphics: password === undefined ? {} : { password },
});

const passwordIn = ({ inputs }: { inputs: Record<string, unknown> }) =>
    (inputs["graphics"] as { password?: string }).password;

test("generates a password for a new domain", async () => {
    const created = [
        passwordIn(await check("Domain", wanted(CHOSEN_PASSWORD))),
        passwordIn(await check("Domain", wanted(CHOSEN_PASSWORD))),
    ];
    expect(created).toEqual([
        expect.stringMatching(/^[2-9A-Za-z]{8}$/),
        expect.stringMatching(/^[2-9A-Za-z]{8}$/),
    ]);
    expect(created[0]).not.toBe(created[1]);
});

test("keeps the password of an existing domain", async () => {
    const { inputs: olds } = await check("Domain", wanted(CHOSEN_PASSWORD));
    expect(passwordIn(await check("Domain", wanted(CHOSEN_PASSWORD), { olds }))).toBe(
        passwordIn({ inputs: olds }),
    );
});

test("gives none to an existing domain without one, to avoid a restart", async () => {
    const { inputs: olds } = await check("Domain", wanted(undefined));
    expect(passwordIn(await check("Domain", wanted(CHOSEN_PASSWORD), { olds }))).toBeUndefined();
});

test("prefers the program's password", async () => {
    const { inputs: olds } = await check("Domain", wanted(CHOSEN_PASSWORD));
    expect(passwordIn(await check("Domain", wanted("mine"), { olds }))).toBe("mine");
});
