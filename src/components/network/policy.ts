import * as pulumi from "@pulumi/pulumi";
import * as errors from "../../errors";
import { hostPolicy, POLICY_FILE, type HostPolicy } from "../../hostPolicy";
import type { Issue } from "../../schema/core/resource";
import { REACHES, type Reach } from "../../xp/reach/reach";
import { programError } from "../args/programError";

/** Limits on networks. */
export interface PolicyArgs {
    /**
     * Farthest reach that a network may have: nothing, dhcp, guests, interface or internet, smallest first.
     * @default any reach
     */
    maxReach?: Reach | undefined;
}

/** The environment's say, for every lab that a program makes in it. */
const VARIABLE = "XPLAB_MAX_REACH";

/** The stack's say, whatever its program is. */
const NAMESPACE = "xplab";
const SETTING = `${NAMESPACE}:maxReach`;

interface Networks {
    readonly networks?:
        Readonly<Record<string, { readonly reach?: Reach | undefined }>> | undefined;
    readonly policy?: PolicyArgs | undefined;
}

/** A lab without networks has one all the same. */
export function validateReaches({ networks = {}, policy }: Networks): Issue[] {
    const declared = Object.keys(networks).length > 0 ? networks : { lan: {} };
    return Object.entries(declared).flatMap(([key, network]) =>
        validateReach(network, policy).map(({ path, message }) => ({
            path: ["networks", key, ...path],
            message,
        })),
    );
}

/** The strictest holds. */
export function validateReach(
    { reach = "dhcp" }: { readonly reach?: Reach | undefined },
    policy?: PolicyArgs,
): Issue[] {
    const limits = [
        { most: rankOf(policy?.maxReach), source: "policy.maxReach" },
        {
            most: rankOf(process.env[VARIABLE]),
            source: `the environment variable ${VARIABLE}`,
        },
        { most: rankOf(stackSettings()[SETTING]), source: `the stack's setting ${SETTING}` },
        { most: rankOf(rootPolicy().maxReach), source: POLICY_FILE },
    ];
    const { most, source } = limits.reduce((one, other) => (other.most < one.most ? other : one));
    if (rankOf(reach) <= most) return [];
    const allowed = REACHES.slice(0, most + 1);
    return [errors.reachAbovePolicy(["reach"], { reach, allowed, source })];
}

/** What the environment and the stack say has to be understood: a limit with a slip in it would be none. */
export function validatePolicy(): Issue[] {
    const { [SETTING]: setting, ...others } = stackSettings();
    return [
        ...validateMaxReach(VARIABLE, process.env[VARIABLE]),
        ...validateMaxReach(SETTING, setting),
        ...Object.keys(others).map((key) => {
            const facts = { key: key.slice(NAMESPACE.length + 1), known: ["maxReach"] };
            return errors.unknownKey([key], facts);
        }),
    ];
}

function validateMaxReach(where: string, value: string | undefined): Issue[] {
    if (isUnset(value) || isReach(value)) return [];
    const near = errors.nearest(value, REACHES);
    return [errors.notOneOf([where], { values: REACHES, value: JSON.stringify(value), near })];
}

function rootPolicy(): HostPolicy {
    try {
        return hostPolicy();
    } catch (error) {
        throw error instanceof errors.UserError ? programError(error.message) : error;
    }
}

const stackSettings = (): Readonly<Record<string, string>> =>
    Object.fromEntries(
        Object.entries(pulumi.runtime.allConfig()).filter(([key]) =>
            key.startsWith(`${NAMESPACE}:`),
        ),
    );

/** What is not set is no limit; what is not understood is refused by itself. */
const rankOf = (value: string | undefined): number =>
    isReach(value) ? REACHES.indexOf(value) : Infinity;

const isUnset = (value: string | undefined): value is undefined | "" =>
    value === undefined || value === "";

const isReach = (value: string | undefined): value is Reach =>
    REACHES.some((reach) => reach === value);
