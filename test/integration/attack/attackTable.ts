import { markdownTable } from "../../../tools/generate/markdown/table.cjs";

/** Whether to run slow attacks too and print the table: `npm run attack`. */
export const isFull = process.env["ATTACK"] === "full";

/** The attacks of a test file, with expected and actual outcomes. */
export class AttackTable {
    readonly #rows: [attack: string, expected: string, seen: string][] = [];

    /** Runs one attack as a test, and compares its outcome with the expected one. */
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
