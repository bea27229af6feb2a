import { nameRefusedBySetup, type Finding } from "../../errors";

/**
 * Names that Windows keeps for itself, of those that letters can spell (Microsoft's article 909264, "Table of reserved
 * words"), those of its accounts (article 266633), and its device names, which no path may contain. proof: source
 */
const RESERVED =
    /^(administrator|guest|anonymous|batch|builtin|dialup|interactive|internet|local|network|null|proxy|restricted|self|server|service|system|users|world|con|prn|aux|nul|com[1-9]|lpt[1-9])$/i;

/** The names of a computer and its workgroup; unknown ones are not strings. */
interface Names {
    readonly computerName?: unknown;
    readonly workgroup?: unknown;
}

/**
 * Reports names that fit NetBIOS, and at which setup stops all the same: it refuses a computer name without a letter
 * (Microsoft's article 244412, and learn.microsoft.com, "The ComputerName Element"), a reserved word, and a computer that is
 * called as its workgroup, because both are registered in one space of names (article 909264). proof: source
 */
export function validateNetworkNames({ computerName, workgroup }: Names): Finding[] {
    const refuse = (key: string, why: string) => nameRefusedBySetup([key], { why });
    const reserved = (key: string, name: unknown) =>
        typeof name === "string" && RESERVED.test(name)
            ? [refuse(key, `must not be "${name}": Windows reserves this name`)]
            : [];
    return [
        ...reserved("computerName", computerName),
        ...reserved("workgroup", workgroup),
        ...(typeof computerName === "string" && /^[0-9-]+$/.test(computerName)
            ? [refuse("computerName", `must have a letter, and "${computerName}" has none`)]
            : []),
        ...(isSame(computerName, workgroup)
            ? [
                  refuse(
                      "computerName",
                      "must differ from workgroup, whatever the case of its letters",
                  ),
              ]
            : []),
    ];
}

const isSame = (one: unknown, other: unknown) =>
    typeof one === "string" &&
    typeof other === "string" &&
    one.toLowerCase() === other.toLowerCase();
