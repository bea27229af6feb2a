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
import { plugIn, takeOut } from "../../host/cables";
import { concernsOf, keyOf, REPAIRS, type Concern } from "./concerns";
import type { HostIo } from "../../host/hostGuard";
import { repair } from "./repair";
import { aboutOf, reportedFindings, type GuardReporter } from "./tidings";
import { readUnplugged, writeUnplugged, type Unplugged } from "./unplugged";

/** While libvirt sets rules anew some are missing for a moment: what is weak is weak twice. */
const CONFIRM_MS = 150;
/** How long libvirt may take to bring its rules back. */
const SETTLE_MS = 2500;
const SETTLE_EVERY_MS = 150;
const ATTEMPTS = 3;

export interface Guarding {
    readonly libvirt: Libvirt;
    readonly here: LocalHost;
    readonly io: HostIo;
    readonly tidings: GuardReporter;
}

/** A guard that looks, unplugs, repairs, looks again and plugs in. */
export class Guard {
    readonly #work: Guarding;
    /** What stays unplugged, with what was said about it; and since when. */
    readonly #told = new Map<string, string>();
    readonly #since = new Map<string, number>();

    constructor(work: Guarding) {
        this.#work = work;
    }

    /** Gives how many NICs of guests stay unplugged, or could not be unplugged. */
    async round(): Promise<number> {
        const weak = await this.#confirmed();
        await this.#unplug(weak);
        let left: readonly Concern[] = weak;
        for (let attempt = 0; attempt < ATTEMPTS && left.some(canRepair); attempt += 1)
            left = await this.#repair(left, attempt);
        await this.#plugIn(left);
        this.#tell(left);
        return left.length;
    }

    async running(): Promise<number> {
        const { domains } = await this.#look();
        return domains.filter(({ isActive, machine }) => isActive && machine.isOurs).length;
    }

    async #look(): Promise<HostView> {
        const { libvirt, here } = this.#work;
        const view = await lookAtHost(libvirt, here);
        const hasGuests = concernsOf(view).length > 0;
        if (hasGuests && view.local.links === undefined)
            throw guardHostElsewhere({ uri: libvirt.uri });
        return view;
    }

    async #weak(): Promise<{ view: HostView; weak: Concern[] }> {
        const view = await this.#look();
        return { view, weak: concernsOf(view).filter(({ weaknesses }) => weaknesses.length > 0) };
    }

    async #confirmed(): Promise<Concern[]> {
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

    async #unplug(weak: readonly Concern[]): Promise<void> {
        const { libvirt, tidings } = this.#work;
        const plugged = weak.filter(({ nic }) => !hasCableOut(nic));
        // Before it is done: killed in between, the next guard plugs in what is plugged in already.
        record([...readUnplugged(), ...plugged.map(entryOf)]);
        const unplug = async (one: Concern) => {
            try {
                await takeOut(libvirt, one);
                this.#since.set(keyOf(one), Date.now());
                tidings.say({
                    event: "unplugged",
                    ...aboutOf(one),
                    findings: reportedFindings(one),
                });
            } catch (error) {
                if (!(await this.#isPlugged(one))) return;
                const says = describe(error).message;
                tidings.fail(guardUnplugFailed({ machine: one.machine, mac: one.mac, says }));
            }
        };
        await Promise.all(plugged.map(unplug));
    }

    /** A guest that ended meanwhile needs no unplugging. */
    async #isPlugged(one: Concern): Promise<boolean> {
        const now = concernsOf(await this.#look()).find((other) => keyOf(other) === keyOf(one));
        return now !== undefined && !hasCableOut(now.nic);
    }

    async #repair(left: readonly Concern[], attempt: number): Promise<readonly Concern[]> {
        const { libvirt, io, tidings } = this.#work;
        const { view } = await this.#weak();
        const isNews = left.some((one) => this.#told.get(keyOf(one)) !== signatureOf(one));
        const { done, failed } = await repair({ libvirt, io, view, concerns: left, attempt });
        if (isNews) {
            for (const what of done) tidings.say({ event: "repaired", what });
            for (const message of failed) tidings.fail({ code: "guard-step-failed", message });
        }
        return this.#settled(left);
    }

    /** What is still weak once libvirt has had its time; two looks that find nothing are enough. */
    async #settled(before: readonly Concern[]): Promise<readonly Concern[]> {
        const keys = new Set(before.map(keyOf));
        const until = Date.now() + SETTLE_MS;
        for (let clean = 0; ;) {
            const left = (await this.#weak()).weak.filter((one) => keys.has(keyOf(one)));
            clean = left.some(canRepair) ? 0 : clean + 1;
            if (clean === 2 || Date.now() > until) return left;
            await sleep(SETTLE_EVERY_MS, undefined, { signal: this.#work.io.signal });
        }
    }

    async #plugIn(left: readonly Concern[]): Promise<void> {
        const { libvirt, tidings } = this.#work;
        const kept: Unplugged[] = [];
        const unplugged = readUnplugged();
        if (unplugged.length === 0) return;
        const weak = new Set(left.map(keyOf));
        const there = new Map(concernsOf(await this.#look()).map((one) => [keyOf(one), one]));
        for (const entry of unplugged) {
            const one = there.get(`${entry.uuid} ${entry.mac}`);
            // It ended meanwhile, or the NIC is gone: started again it has its cable.
            if (one === undefined) continue;
            if (weak.has(keyOf(one)) || one.weaknesses.length > 0) {
                kept.push(entry);
                continue;
            }
            if (!hasCableOut(one.nic)) continue;
            try {
                await plugIn(libvirt, one);
            } catch (error) {
                // The next look forgets it if its guest has ended.
                kept.push(entry);
                const says = describe(error).message;
                tidings.fail(
                    guardStepFailed({ step: `plug in NIC ${one.mac} of ${one.machine}`, says }),
                );
                continue;
            }
            const since = this.#since.get(keyOf(one));
            const seconds = since === undefined ? null : (Date.now() - since) / 1000;
            tidings.say({ event: "plugged", ...aboutOf(one), seconds });
        }
        writeUnplugged(kept);
    }

    /** What stays unplugged is told once, and again when it is weak in another way. */
    #tell(left: readonly Concern[]): void {
        const keys = new Set(left.map(keyOf));
        for (const key of this.#told.keys()) if (!keys.has(key)) this.#told.delete(key);
        for (const one of left) {
            const signature = signatureOf(one);
            if (this.#told.get(keyOf(one)) === signature) continue;
            this.#told.set(keyOf(one), signature);
            const remedy = one.weaknesses.map((weakness) => weakness.remedy)[0] ?? "";
            this.#work.tidings.fail(
                guardNotRepaired({ ...aboutOf(one), findings: reportedFindings(one), remedy }),
            );
        }
    }
}

const canRepair = ({ weaknesses }: Concern) =>
    weaknesses.some(({ code }) => REPAIRS[code] !== "nothing");

const signatureOf = ({ weaknesses }: Concern) => weaknesses.map(({ code }) => code).join(" ");

const entryOf = ({ domain, mac, machine }: Concern): Unplugged => ({
    uuid: domain.uuid,
    mac,
    machine,
});

/** Each NIC once. */
function record(entries: readonly Unplugged[]): void {
    const byKey = new Map(entries.map((one) => [`${one.uuid} ${one.mac}`, one]));
    if (byKey.size > 0) writeUnplugged([...byKey.values()]);
}
