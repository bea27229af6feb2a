import type { GuestConsole, Libvirt } from "../../../src/libvirt";
import { until } from "./poll";

/** The stand-in guest, spoken to over its first serial port (tools/stand-in/README.md). */
export class Guest {
    readonly #console: GuestConsole;
    #heard = "";
    /** Leased IPv4 address, or "none". */
    address = "";
    macAddress = "";

    private constructor(console: GuestConsole) {
        this.#console = console;
        void this.#listen();
    }

    /** Waits until the guest is up. */
    static async meet(libvirt: Libvirt, name: string): Promise<Guest> {
        const domain = await libvirt.call("domainLookupByName", { name });
        const guest = new Guest(await libvirt.openConsole(domain));
        // It may have said so before anybody listened, and says it again when asked.
        const [, macAddress = "", address = ""] = await until(
            `a ready line of "${name}"`,
            async () => {
                await guest.#say("");
                return READY.exec(guest.#heard) ?? undefined;
            },
            { everyMs: 1000 },
        );
        return Object.assign(guest, { macAddress, address });
    }

    /** The answer to a command, without the word that every line of the stand-in begins with. */
    async command(line: string): Promise<string> {
        this.#heard = "";
        await this.#say(line);
        const [, answer = ""] = await until(
            `an answer to "${line}"`,
            () => ANSWER.exec(this.#heard) ?? undefined,
        );
        return answer;
    }

    close(): Promise<void> {
        return this.#console.close();
    }

    #say(line: string): Promise<void> {
        return this.#console.write(Buffer.from(`${line}\n`));
    }

    async #listen(): Promise<void> {
        for await (const chunk of this.#console) this.#heard += chunk.toString("latin1");
    }
}

const READY = /XPLAB STAND-IN READY (\S+) (\S+)\r\n/;
const ANSWER = /XPLAB ((?:OK|FAIL|ERROR) .*)\r\n/;
