import type { Reach } from "../../xp/reach/reach";
import { isRecord } from "../lifecycle/wire";
import type { FindReaching } from "./reaching";

/** How far guests get with each mode, unless a filter stops them. */
const REACH_OF: Readonly<Record<string, Reach>> = {
    bridge: "interface",
    nat: "internet",
    route: "internet",
    open: "internet",
};

/** Needs no `accept`, because a lab's network asks for its own (components/network/labNetworkRules.ts). */
export const networkReaching: FindReaching = ({ forward }) => {
    const mode = isRecord(forward) ? forward["mode"] : undefined;
    const reach = typeof mode === "string" ? REACH_OF[mode] : undefined;
    if (reach === undefined) return Promise.resolve([]);
    const what = `${String(mode)}, with which guests reach "${reach}"`;
    const bound = { field: "maxReach", subject: reach } as const;
    return Promise.resolve([{ path: ["forward", "mode"], what, needsWords: false, bound }]);
};
