import type { Ruleset } from "../../../firewall/ruleset";
import type { TapRules } from "../../../firewall/tapRules";
import type { Element } from "../../../xml/tree/element";
import type { EmulatorUser } from "../../../xml/domain/emulatorUser";
import type { NetworkTitle } from "../../../xp/reach/networkTitle";
import type { Machine } from "../../host/machine";
import type { Origin } from "./urn";

/** What libvirt, and this machine where it is the host, show at one moment. */
export interface HostView {
    readonly domains: readonly DomainView[];
    /** By name. */
    readonly networks: ReadonlyMap<string, NetworkView>;
    /** Those that NICs name, by name; the others do not exist. */
    readonly filters: ReadonlyMap<string, Element>;
    /** What libvirt holds a tap to, by tap. */
    readonly bindings: ReadonlyMap<string, string>;
    /** AppArmor or SELinux; undefined when libvirt has neither. */
    readonly confinement: string | undefined;
    /** As whom libvirt runs QEMU; undefined when it does not say. */
    readonly emulatorUser: EmulatorUser | undefined;
    /** Of the files that guests write as they are, those in the folder of a pool, each with the pool's name. */
    readonly probed: ReadonlyMap<string, string>;
    readonly local: LocalView;
}

export interface DomainView {
    readonly machine: Machine;
    readonly origin: Origin | undefined;
    /** What runs; of a domain that is off, what is stored. */
    readonly now: Element;
    readonly stored: Element;
    readonly isActive: boolean;
    /** How libvirt calls it tainted. */
    readonly taints: readonly string[];
}

export interface NetworkView {
    readonly name: string;
    readonly origin: Origin | undefined;
    readonly title: NetworkTitle | undefined;
    readonly now: Element;
    readonly isActive: boolean;
    readonly bridge: string;
}

/** What libvirt does not tell; undefined where it could not be looked at. */
export interface LocalView {
    /** By name. */
    readonly links: ReadonlyMap<string, Link> | undefined;
    /** Bridges on which the host speaks IPv6. */
    readonly ipv6: ReadonlySet<string> | undefined;
    readonly isForwarding: boolean | undefined;
    readonly taps: TapRules | undefined;
    /** Taps that libvirt's rules in nftables hold, which are not compared with their filters. */
    readonly nftTaps: ReadonlySet<string>;
    /** Rules of nftables that take frames away before any other is asked. */
    readonly earlyRules: readonly string[];
    /** What decides which IPv4 packets the host routes: iptables and tables of nft, as libvirt has a back end for either. */
    readonly firewall: readonly Ruleset[] | undefined;
    /** How many rules of the guard of taps are missing, or come after one that accepts. */
    readonly missingGuards: number | undefined;
    /** QEMU by the domain's UUID. */
    readonly emulators: ReadonlyMap<string, Emulator>;
    /** By path; those that are there. */
    readonly files: ReadonlyMap<string, FileView>;
    /** Of the files of captures, those that virtlogd writes. */
    readonly logs: ReadonlySet<string> | undefined;
}

/** A network interface of the host. */
export interface Link {
    readonly name: string;
    readonly mac: string;
    /** The bridge that it is a port of. */
    readonly master: string | undefined;
    readonly isIsolated: boolean;
    /** With their prefix lengths; those that only the link itself has are left out. */
    readonly addresses: readonly string[];
}

export interface Emulator {
    readonly pid: number;
    readonly uid: number;
    /** Whether the kernel holds it to a seccomp filter. */
    readonly isSandboxed: boolean;
}

/** What every user of the host may do to a file. */
export interface FileView {
    readonly mayRead: boolean;
    readonly mayWrite: boolean;
}
