import type { Ruleset } from "../../../firewall/ruleset";
import type { TapRules } from "../../../firewall/tapRules";
import type { Element } from "../../../xml/tree/element";
import type { EmulatorUser } from "../../../xml/domain/emulatorUser";
import type { NetworkTitle } from "../../../xp/reach/networkTitle";
import type { Machine } from "../../host/machine";
import type { Origin } from "./urn";

/** The state of the host at one moment, from libvirt and, if this machine is the host, from the machine itself. */
export interface HostView {
    readonly domains: readonly DomainView[];
    /** By name. */
    readonly networks: ReadonlyMap<string, NetworkView>;
    /** The filters that NICs refer to, by name; a missing one does not exist. */
    readonly filters: ReadonlyMap<string, Element>;
    /** The filter that libvirt has bound to a tap, by tap. */
    readonly bindings: ReadonlyMap<string, string>;
    /** AppArmor or SELinux; undefined when libvirt has neither. */
    readonly confinement: string | undefined;
    /** The user that runs QEMU; undefined when libvirt does not report it. */
    readonly emulatorUser: EmulatorUser | undefined;
    /** Files with content that a guest controls and that lie in a pool's folder, with the pool's name. */
    readonly probed: ReadonlyMap<string, string>;
    readonly local: LocalView;
}

export interface DomainView {
    readonly machine: Machine;
    readonly origin: Origin | undefined;
    /** The live definition; for a domain that is off, the stored one. */
    readonly now: Element;
    readonly stored: Element;
    readonly isActive: boolean;
    /** libvirt's reasons for calling it tainted. */
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

/** State that libvirt does not report; undefined when it could not be read. */
export interface LocalView {
    /** By name. */
    readonly links: ReadonlyMap<string, Link> | undefined;
    /** Interfaces with IPv6 enabled. */
    readonly ipv6: ReadonlySet<string> | undefined;
    readonly isForwarding: boolean | undefined;
    readonly taps: TapRules | undefined;
    /** Taps with libvirt's rules in nftables, which are not compared with their filters. */
    readonly nftTaps: ReadonlySet<string>;
    /** Rules of nftables that take frames before any other rule sees them. */
    readonly earlyRules: readonly string[];
    /** The rules that decide which IPv4 packets the host routes, of iptables and of nftables. */
    readonly firewall: readonly Ruleset[] | undefined;
    /** How many rules of the tap guard are missing, or come after one that accepts. */
    readonly missingGuards: number | undefined;
    /** QEMU by the domain's UUID. */
    readonly emulators: ReadonlyMap<string, Emulator>;
    /** Existing files, by path. */
    readonly files: ReadonlyMap<string, FileView>;
    /** Files of captures that virtlogd has open. */
    readonly logs: ReadonlySet<string> | undefined;
}

/** A network interface of the host. */
export interface Link {
    readonly name: string;
    readonly mac: string;
    /** The bridge that it is a port of. */
    readonly master: string | undefined;
    readonly isIsolated: boolean;
    /** With their prefix lengths, without link-local ones. */
    readonly addresses: readonly string[];
}

export interface Emulator {
    readonly pid: number;
    readonly uid: number;
    /** Whether it runs under a seccomp filter. */
    readonly isSandboxed: boolean;
}

/** What every user of the host may do to a file. */
export interface FileView {
    readonly mayRead: boolean;
    readonly mayWrite: boolean;
}
