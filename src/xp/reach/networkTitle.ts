import { REACHES, type Reach } from "./reach";

/** What a lab declares about a network's reach. */
export interface NetworkTitle {
    readonly network: string;
    readonly stack: string;
    readonly reach: Reach;
    /** Whether guests may use the host's DNS resolver. */
    readonly resolver?: boolean | undefined;
    /** TCP ports of the guests that the host may connect to. */
    readonly open?: readonly number[] | undefined;
    /** Whether its guests' frames are recorded. */
    readonly capture?: boolean | undefined;
}

/** The title in a network's metadata on the host, which `xplab audit` compares with the host. */
export function networkTitle(title: NetworkTitle): string {
    const { network, stack, reach, resolver, open = [], capture } = title;
    const parts = [
        `${network} of stack ${stack}`,
        `reach ${reach}`,
        ...(resolver === true ? ["resolver"] : []),
        ...(open.length > 0 ? [`open ${open.join(" ")}`] : []),
        ...(capture === true ? ["captured"] : []),
    ];
    return parts.join(", ");
}

/** Parses a title; undefined if it is not a lab network's. A stack's name has neither spaces nor commas. */
export function parseNetworkTitle(title: string): NetworkTitle | undefined {
    const [, network, stack, word, resolver, ports, captured] = TITLE.exec(title) ?? [];
    const reach = REACHES.find((one) => one === word);
    if (network === undefined || stack === undefined || reach === undefined) return undefined;
    const open = ports === undefined ? [] : ports.split(" ").map(Number);
    const is = (part: string | undefined) => part !== undefined;
    return { network, stack, reach, resolver: is(resolver), open, capture: is(captured) };
}

const TITLE =
    /^(.+) of stack ([^ ,]+), reach ([a-z]+)(, resolver)?(?:, open ([\d ]+))?(, captured)?$/;
