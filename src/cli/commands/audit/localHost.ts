import { dirname } from "node:path";
import { readIptables } from "../../../firewall/iptablesRuleset";
import { readNftables, type NftTable } from "../../../firewall/nftRuleset";
import { earlyRules, nftTaps } from "../../../firewall/nftTaps";
import type { Ruleset } from "../../../firewall/ruleset";
import { readTapRules } from "../../../firewall/tapRules";
import { missingGuards } from "../../host/hostGuard";
import { runHostProgram } from "../../host/hostProgram";
import { processIds, readText, statOf } from "../../host/localFiles";
import type { Io } from "../../output/io";
import { readLinks } from "./links";
import { openLogs } from "./openLogs";
import type { Emulator, FileView, Link, LocalView } from "./view";

/** This machine, which may be the one that libvirt runs on. */
export interface LocalHost {
    look(about: Subjects): Promise<LocalView>;
}

interface Subjects {
    /** Taps of running guests. If they do not exist here, libvirt runs on another machine or in another network. */
    readonly taps: readonly string[];
    /** Disk images, CDs and saved memory. */
    readonly files: readonly string[];
    /** Files of captures. */
    readonly logs: readonly string[];
}

/** Reads this machine's state with standard programs and files; changes nothing. */
export function localHost(io: Io): LocalHost {
    const output = async (program: string, ...args: readonly string[]) => {
        const ended = await runHostProgram(io, program, args);
        return ended?.code === 0 ? ended.stdout : undefined;
    };
    return {
        async look({ taps, files, logs }) {
            const [addresses, chains, iptables, nftables, guards] = await Promise.all([
                output("ip", "-details", "-json", "address", "show"),
                output("ebtables-save"),
                output("iptables", "-S"),
                output("nft", "list", "ruleset"),
                missingGuards(io),
            ]);
            const links = addresses === undefined ? undefined : readLinks(addresses);
            const tables = nftables === undefined ? undefined : readNftables(nftables);
            const isHere = links !== undefined && taps.every((tap) => links.has(tap));
            return {
                links: isHere ? links : undefined,
                ipv6: isHere ? bridgesWithIpv6(links) : undefined,
                isForwarding: isHere ? readText(FORWARDING)?.trim() === "1" : undefined,
                taps: isHere && chains !== undefined ? readTapRules(chains) : undefined,
                nftTaps: nftTaps(isHere ? (tables ?? []) : []),
                earlyRules: isHere ? earlyRules(tables ?? [], withBridges(taps, links)) : [],
                firewall: isHere ? forwardingRules(iptables, tables) : undefined,
                missingGuards: isHere ? guards : undefined,
                emulators: emulators(),
                files: new Map(files.flatMap((file) => fileView(file))),
                logs: openLogs(logs),
            };
        },
    };
}

/** The nftables table of iptables' rules, which iptables itself lists too. */
const OF_IPTABLES = "ip filter";

/** The rulesets of those programs that could be run. */
function forwardingRules(
    iptables: string | undefined,
    tables: readonly NftTable[] | undefined,
): Ruleset[] | undefined {
    if (iptables === undefined) return tables?.filter(isForIpv4);
    const others = (tables ?? []).filter(isForIpv4).filter(({ name }) => name !== OF_IPTABLES);
    return [readIptables("iptables", iptables), ...others];
}

/** Taps and their bridges. */
const withBridges = (taps: readonly string[], links: ReadonlyMap<string, Link>) =>
    new Set(taps.flatMap((tap) => [tap, links.get(tap)?.master ?? tap]));

const isForIpv4 = ({ family }: NftTable) => family === "ip" || family === "inet";

const FORWARDING = "/proc/sys/net/ipv4/ip_forward";

function bridgesWithIpv6(links: ReadonlyMap<string, Link>): Set<string> {
    const isOn = (name: string) =>
        readText(`/proc/sys/net/ipv6/conf/${name}/disable_ipv6`)?.trim() === "0";
    return new Set([...links.keys()].filter(isOn));
}

const SECCOMP_FILTER = "2";

/** QEMU processes by the UUID on their command lines. */
function emulators(): Map<string, Emulator> {
    return new Map(
        processIds().flatMap((pid) => {
            const words = readText(`/proc/${pid}/cmdline`)?.split("\0") ?? [];
            const at = words.indexOf("-uuid");
            const uuid = words[at + 1];
            const status = at < 0 ? undefined : readText(`/proc/${pid}/status`);
            if (status === undefined || uuid === undefined) return [];
            const uid = Number(/^Uid:\s+\d+\s+(\d+)/m.exec(status)?.[1]);
            const seccomp = /^Seccomp:\s+(\d)/m.exec(status)?.[1];
            return [[uuid, { pid: Number(pid), uid, isSandboxed: seccomp === SECCOMP_FILTER }]];
        }),
    );
}

const OTHERS = { read: 0o004, write: 0o002, pass: 0o001 } as const;

/** Access of other users: by the file's mode, and only if they may pass all folders above it. */
function fileView(path: string): [string, FileView][] {
    const mode = modeOf(path);
    if (mode === undefined) return [];
    const isShut = foldersAbove(path).some((one) => !((modeOf(one) ?? 0) & OTHERS.pass));
    const may = (bit: number) => !isShut && (mode & bit) !== 0;
    return [[path, { mayRead: may(OTHERS.read), mayWrite: may(OTHERS.write) }]];
}

const foldersAbove = (path: string): string[] =>
    path === "/" ? [] : [dirname(path), ...foldersAbove(dirname(path))];

const modeOf = (path: string) => statOf(path)?.mode;
