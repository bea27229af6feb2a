import type { Libvirt } from "../../../../src/libvirt";
import { StandIn, type Readiness } from "../../../../src/standIn";

/** The stand-in guest, with its answers as plain text. */
export class Guest {
    readonly #standIn: StandIn;
    /** Leased IPv4 address, or "none". */
    readonly address: string;
    readonly macAddress: string;

    private constructor(standIn: StandIn, { address, macAddress }: Readiness) {
        this.#standIn = standIn;
        this.address = address;
        this.macAddress = macAddress;
    }

    /** Waits until the guest is up. */
    static async meet(libvirt: Libvirt, name: string): Promise<Guest> {
        const domain = await libvirt.call("domainLookupByName", { name });
        const standIn = await StandIn.attach(libvirt, domain);
        return new Guest(standIn, await standIn.ready());
    }

    /** The answer to a command, without the prefix of every line of the stand-in. */
    async command(line: string): Promise<string> {
        return (await this.#standIn.ask(line)).text;
    }

    close(): Promise<void> {
        return this.#standIn.close();
    }
}
