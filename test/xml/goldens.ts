import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BEYOND } from "../../src/schema/core/accept";
import type { Properties } from "../../src/provider/lifecycle/wire";
import { print, type Element } from "../../src/xml/tree/element";
import { check } from "../provider/checked";

export const GOLDENS = join(__dirname, "golden");

/** Names of an object's cases. */
export const casesOf = (object: string) => readdirSync(join(GOLDENS, object)).sort();

/** One test per case compares `render`'s output with the golden. `UPDATE_GOLDENS=1` writes the goldens instead. */
export function testGoldens(
    object: string,
    render: (input: Properties) => Element | Promise<Element>,
): void {
    test.each(casesOf(object))(`${object}: %s`, async (name) => {
        const folder = join(GOLDENS, object, name);
        const input = JSON.parse(readFileSync(join(folder, "input.json"), "utf8")) as Properties;
        const xml = print(await render(input));
        const file = join(folder, "expected.xml");
        if (process.env["UPDATE_GOLDENS"] === "1") writeFileSync(file, xml);
        expect(xml).toBe(existsSync(file) ? readFileSync(file, "utf8") : undefined);
    });
}

/** Runs the provider's Check: the inputs as it keeps them, and as a handler gets them. */
export async function checked(type: string, news: Properties, olds: Properties = {}) {
    // Only the XML matters here: images of domains can be anywhere.
    const accept = type === "Domain" ? { accept: BEYOND } : {};
    const { inputs, plain, failures } = await check(type, { ...accept, ...news }, { olds });
    expect(failures).toEqual([]);
    return { inputs, plain };
}
