import { REACHES, type Reach } from "./reach";

/** How far a lab means the guests of a network to reach, in the words of the lab. */
export interface NetworkTitle {
    readonly network: string;
    readonly stack: string;
    readonly reach: Reach;
    /** Whether guests may ask the host's resolver. */
    readonly resolver?: boolean | undefined;
    /** TCP ports of the guests that the host may connect to. */
    readonly open?: readonly number[] | undefined;
}

/** The line that is kept beside a network on the host, and which `xplab audit` holds the host to. */
export function networkTitle({ network, stack, reach, resolver, open = [] }: NetworkTitle): string {
    const parts = [
        `${network} of stack ${stack}`,
        `reach ${reach}`,
        ...(resolver === true ? ["resolver"] : []),
        ...(open.length > 0 ? [`open ${open.join(" ")}`] : []),
    ];
    return parts.join(", ");
}

/** What a title says; undefined when it is not a lab network's. A stack's name has neither spaces nor commas. */
export function parseNetworkTitle(title: string): NetworkTitle | undefined {
    const [, network, stack, word, resolver, ports] =
        /^(.+) of stack ([^ ,]+), reach ([a-z]+)(, resolver)?(?:, open ([\d ]+))?$/.exec(title) ??
        [];
    const reach = REACHES.find((one) => one === word);
    if (network === undefined || stack === undefined || reach === undefined) return undefined;
    const open = ports === undefined ? [] : ports.split(" ").map(Number);
    return { network, stack, reach, resolver: resolver !== undefined, open };
}
