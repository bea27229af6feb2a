import { markdownTable } from "../../../src/markdown/table";

/** Whether what takes minutes is tried too, and the table printed: `npm run attack`. */
export const isFull = process.env["ATTACK"] === "full";

/** The attacks of a file of tests, each with what is expected and what was seen. */
export class AttackTable {
    readonly #rows: [attack: string, expected: string, seen: string][] = [];

    /** Runs one attack as a test, and holds what is seen after it to what is expected. */
    attack = (name: string, expected: string, see: () => Promise<string>): void =>
        test(name, async () => {
            const seen = await see();
            this.#rows.push([name, expected, seen]);
            expect(seen).toBe(expected);
        });

    print(): void {
        const rows = [["attack", "expected", "seen"], ...this.#rows];
        if (isFull) process.stdout.write(`\n${markdownTable(rows)}`);
    }
}
