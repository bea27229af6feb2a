/** A line of a section: the key before the first equals sign, and the values after it. */
export interface IniLine {
    readonly key: string;
    readonly values: readonly string[];
    /** The unparsed line. */
    readonly text: string;
}

/**
 * The sections of a Windows setup file by lower-case name; a repeated section continues the first. setupapi takes lines apart in
 * the same way, except that a backslash at a line's end continues it. proof: wine
 */
export function iniSections(text: string): ReadonlyMap<string, readonly IniLine[]> {
    const sections = new Map<string, IniLine[]>();
    let current: IniLine[] = [];
    for (const line of text.split(/\r?\n/)) {
        const trimmed = line.trim();
        const [, name] = /^\[(.*)\]/.exec(trimmed) ?? [];
        if (name !== undefined) {
            const key = name.trim().toLowerCase();
            current = sections.get(key) ?? [];
            sections.set(key, current);
        } else if (trimmed !== "" && !/^[;#]/.test(trimmed)) current.push(lineOf(trimmed));
    }
    return sections;
}

function lineOf(text: string): IniLine {
    const equals = text.indexOf("=");
    const key = text.slice(0, Math.max(equals, 0)).trim();
    return { key, values: valuesOf(text.slice(equals + 1)), text };
}

/** Splits at commas; quotes protect commas, hashes and semicolons. */
function valuesOf(text: string): string[] {
    const values = text.matchAll(/\s*(?:"([^"]*)"|([^,;#]*))\s*(,|$|[;#])/g);
    const found: string[] = [];
    for (const [, quoted, plain = "", end] of values) {
        found.push(quoted ?? plain.trim());
        if (end !== ",") break;
    }
    return found;
}
