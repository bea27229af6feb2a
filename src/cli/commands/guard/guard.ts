import { setTimeout as sleep } from "node:timers/promises";
import {
    describe,
    guardHostElsewhere,
    guardNotRepaired,
    guardStepFailed,
    guardUnplugFailed,
} from "../../../errors";
import type { Libvirt } from "../../../libvirt";
import { hasCableOut } from "../../../xml/domain/deviceUpdate";
import type { LocalHost } from "../audit/localHost";
import { lookAtHost } from "../audit/lookAtHost";
import type { HostView } from "../audit/view";
import { plugIn, unplug } from "../../host/cables";
import { watchedNics, keyOf, REPAIRS, type WatchedNic } from "./watchedNics";
import type { HostIo } from "../../host/hostProgram";
import { repair } from "./repair";
import { nicFacts, reportedFindings, type GuardReporter } from "./report";
import { readUnplugged, writeUnplugged, type Unplugged } from "./unplugged";

/** While libvirt sets rules anew some are missing for a moment, so only a weakness seen twice counts. */
const CONFIRM_MS = 150;
/** How long libvirt may take to restore its rules. */
const SETTLE_MS = 2500;
const SETTLE_EVERY_MS = 150;
const ATTEMPTS = 3;

export interface Guarding {
    readonly libvirt: Libvirt;
    readonly here: LocalHost;
    readonly io: HostIo;
    readonly reporter: GuardReporter;
}

/** Finds exposed NICs, unplugs them, repairs the host's rules, and plugs the NICs in again. */
export class Guard {
    readonly #work: Guarding;
    /** The weaknesses last reported of each NIC that stays unplugged. */
    readonly #reported = new Map<string, string>();
    readonly #unpluggedAtMs = new Map<string, number>();

    constructor(work: Guarding) {
        this.#work = work;
    }

    /** Returns how many NICs are still exposed or unplugged. */
    async round(): Promise<number> {
        const weak = await this.#confirmed();
        await this.#unplug(weak);
        let left: readonly WatchedNic[] = weak;
        for (let attempt = 0; attempt < ATTEMPTS && left.some(canRepair); attempt += 1) {
            left = await this.#repair(left, attempt);
        }
        await this.#plugIn(left);
        this.#report(left);
        return left.length;
    }

    /** How many machines of xplab run. */
    async running(): Promise<number> {
        const { domains } = await this.#look();
        return domains.filter(({ isActive, machine }) => isActive && machine.isOurs).length;
    }

    async #look(): Promise<HostView> {
        const { libvirt, here } = this.#work;
        const view = await lookAtHost(libvirt, here);
        const hasGuests = watchedNics(view).length > 0;
        if (hasGuests && view.local.links === undefined) {
            throw guardHostElsewhere({ uri: libvirt.uri });
        }
        return view;
    }

    async #weak(): Promise<{ view: HostView; weak: WatchedNic[] }> {
        const view = await this.#look();
        return { view, weak: watchedNics(view).filter(({ weaknesses }) => weaknesses.length > 0) };
    }

    async #confirmed(): Promise<WatchedNic[]> {
        const { weak } = await this.#weak();
        if (weak.length === 0) return [];
        await sleep(CONFIRM_MS, undefined, { signal: this.#work.io.signal });
        const again = (await this.#weak()).weak;
        return weak.flatMap((one) => {
            const now = again.find((other) => keyOf(other) === keyOf(one));
            const weaknesses = one.weaknesses.filter(({ code }) =>
                now?.weaknesses.some((other) => other.code === code),
            );
            return now === undefined || weaknesses.length === 0 ? [] : [{ ...now, weaknesses }];
        });
    }

    async #unplug(weak: readonly WatchedNic[]): Promise<void> {
        const plugged = weak.filter(({ nic }) => !hasCableOut(nic));
        // Recorded first: if this guard is killed in between, the next one only plugs in what is plugged in already.
        record([...readUnplugged(), ...plugged.map(entryOf)]);
        await Promise.all(plugged.map((one) => this.#unplugOne(one)));
    }

    async #unplugOne(one: WatchedNic): Promise<void> {
        const { libvirt, reporter } = this.#work;
        try {
            await unplug(libvirt, one);
            this.#unpluggedAtMs.set(keyOf(one), Date.now());
            const findings = reportedFindings(one);
            reporter.say({ event: "unplugged", ...nicFacts(one), findings });
        } catch (error) {
            if (!(await this.#isPlugged(one))) return;
            const says = describe(error).message;
            reporter.fail(guardUnplugFailed({ machine: one.machine, mac: one.mac, says }));
        }
    }

    /** False for a guest that has ended meanwhile. */
    async #isPlugged(one: WatchedNic): Promise<boolean> {
        const now = watchedNics(await this.#look()).find((other) => keyOf(other) === keyOf(one));
        return now !== undefined && !hasCableOut(now.nic);
    }

    async #repair(left: readonly WatchedNic[], attempt: number): Promise<readonly WatchedNic[]> {
        const { libvirt, io, reporter } = this.#work;
        const { view } = await this.#weak();
        const isNew = left.some((one) => this.#reported.get(keyOf(one)) !== signatureOf(one));
        const { done, failed } = await repair({ libvirt, io, view, nics: left, attempt });
        if (isNew) {
            for (const what of done) reporter.say({ event: "repaired", what });
            for (const message of failed) reporter.fail({ code: "guard-step-failed", message });
        }
        return this.#settled(left);
    }

    /** What is still weak once libvirt has restored its rules; ends after two looks in a row without a repairable weakness. */
    async #settled(before: readonly WatchedNic[]): Promise<readonly WatchedNic[]> {
        const keys = new Set(before.map(keyOf));
        const until = Date.now() + SETTLE_MS;
        for (let clean = 0; ;) {
            const left = (await this.#weak()).weak.filter((one) => keys.has(keyOf(one)));
            clean = left.some(canRepair) ? 0 : clean + 1;
            if (clean === 2 || Date.now() > until) return left;
            await sleep(SETTLE_EVERY_MS, undefined, { signal: this.#work.io.signal });
        }
    }

    async #plugIn(left: readonly WatchedNic[]): Promise<void> {
        const unplugged = readUnplugged();
        if (unplugged.length === 0) return;
        const weak = new Set(left.map(keyOf));
        const found = new Map(watchedNics(await this.#look()).map((one) => [keyOf(one), one]));
        const kept: Unplugged[] = [];
        for (const entry of unplugged) {
            const one = found.get(recordKey(entry));
            // Without its guest or NIC the entry is obsolete: a new start plugs the NIC in.
            if (one === undefined) continue;
            const isWeak = weak.has(keyOf(one)) || one.weaknesses.length > 0;
            if (isWeak || !(await this.#plugInOne(one))) kept.push(entry);
        }
        writeUnplugged(kept);
    }

    /** False when it failed. If that was because the guest has ended, the next round drops the entry. */
    async #plugInOne(one: WatchedNic): Promise<boolean> {
        if (!hasCableOut(one.nic)) return true;
        const { libvirt, reporter } = this.#work;
        try {
            await plugIn(libvirt, one);
        } catch (error) {
            const step = `plug in NIC ${one.mac} of ${one.machine}`;
            reporter.fail(guardStepFailed({ step, says: describe(error).message }));
            return false;
        }
        const atMs = this.#unpluggedAtMs.get(keyOf(one));
        const seconds = atMs === undefined ? null : (Date.now() - atMs) / 1000;
        reporter.say({ event: "plugged", ...nicFacts(one), seconds });
        return true;
    }

    /** Reports each NIC that stays unplugged once, and again when its weaknesses change. */
    #report(left: readonly WatchedNic[]): void {
        const keys = new Set(left.map(keyOf));
        for (const key of this.#reported.keys()) if (!keys.has(key)) this.#reported.delete(key);
        for (const one of left) {
            const signature = signatureOf(one);
            if (this.#reported.get(keyOf(one)) === signature) continue;
            this.#reported.set(keyOf(one), signature);
            const remedy = one.weaknesses.map((weakness) => weakness.remedy)[0] ?? "";
            this.#work.reporter.fail(
                guardNotRepaired({ ...nicFacts(one), findings: reportedFindings(one), remedy }),
            );
        }
    }
}

const canRepair = ({ weaknesses }: WatchedNic) =>
    weaknesses.some(({ code }) => REPAIRS[code] !== "nothing");

const signatureOf = ({ weaknesses }: WatchedNic) => weaknesses.map(({ code }) => code).join(" ");

const entryOf = ({ domain, mac, machine }: WatchedNic): Unplugged => ({
    uuid: domain.uuid,
    mac,
    machine,
});

/** The same key as a NIC's own. */
const recordKey = ({ uuid, mac }: Unplugged): string => `${uuid} ${mac}`;

/** Each NIC once. */
function record(entries: readonly Unplugged[]): void {
    const byKey = new Map(entries.map((one) => [recordKey(one), one]));
    if (byKey.size > 0) writeUnplugged([...byKey.values()]);
}
