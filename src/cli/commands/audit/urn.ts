/** The parts of a resource's URN: urn:pulumi:<stack>::<project>::<types>::<name>. */
export interface Origin {
    readonly stack: string;
    readonly project: string;
    /** The types of its parents, and its own at the end. */
    readonly types: readonly string[];
    readonly name: string;
}

export function originOf(urn: string | undefined): Origin | undefined {
    const [stack, project, types, ...name] = urn?.replace("urn:pulumi:", "").split("::") ?? [];
    if (stack === undefined || project === undefined || types === undefined) return undefined;
    return { stack, project, types: types.split("$"), name: name.join("::") };
}

export const isOfMachine = ({ types }: Origin) => types.includes("xplab:index:Machine");
const isOfLabNetwork = ({ types }: Origin) => types.includes("xplab:index:LabNetwork");

/** Whether a network belongs to this lab, or to its program outside of any lab. */
export const isFor = (lab: Lab, network: Origin): boolean =>
    isOfLabNetwork(network) &&
    network.stack === lab.stack &&
    network.project === lab.project &&
    (!network.types.includes("xplab:index:Lab") || network.name.startsWith(`${lab.lab ?? ""}-`));

export interface Lab {
    readonly stack: string | null;
    readonly project: string | null;
    readonly lab: string | null;
}
