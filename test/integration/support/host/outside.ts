import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { output, run } from "./command";
import { testInterface, testName } from "./names";
import { until } from "./until";

/** Listens on one port, and prints a line for each connection and datagram. */
const LISTENER = `
const port = Number(process.argv[1]);
const say = (line) => process.stdout.write(line + "\\n");
require("node:dgram").createSocket("udp4")
    .on("message", (_message, peer) => say("datagram from " + peer.address)).bind(port, () =>
        require("node:net").createServer((socket) => {
            say("connection from " + socket.remoteAddress);
            socket.destroy();
        }).listen(port, "0.0.0.0", () => say("listens")));
`;

const PORT = 8009;

/**
 * The network beyond the host, in a network namespace, so that nothing leaves the machine. One cable connects
 * it to the host like the Internet, to a public address of the host. The other is the NIC behind a bridge, on
 * which the host has an address too.
 */
export class Outside {
    readonly port = PORT;
    readonly #name = testName("outside");
    readonly #wire = [testInterface("o"), testInterface("p")] as const;
    readonly #lan = [testInterface("n"), testInterface("q")] as const;
    readonly bridge = testInterface("r");
    readonly nic = this.#lan[0];
    /**
     * Third byte of this run's subnets. Those in 44.128.0.0/16 are public, and reserved for tests of amateur
     * radio.
     */
    readonly #subnet = process.pid % 256;
    readonly hostsPublicAddress = `44.128.${this.#subnet}.1`;
    readonly publicAddress = `44.128.${this.#subnet}.2`;
    readonly privateAddress = `172.30.${this.#subnet}.9`;
    readonly lan = `172.29.${this.#subnet}.`;
    readonly lanAddress = `${this.lan}1`;
    readonly hostsLanAddress = `${this.lan}254`;
    readonly #processes: ChildProcess[] = [];
    #heard = "";

    async open(): Promise<void> {
        await output("ip", ["netns", "add", this.#name]);
        await this.#inside("ip", "link", "set", "lo", "up");
        await this.#layCable(this.#wire, `${this.publicAddress}/24`);
        await this.#layCable(this.#lan, `${this.lanAddress}/24`);
        await this.#inside("ip", "address", "add", `${this.privateAddress}/32`, "dev", "lo");
        const [wire] = this.#wire;
        await output("ip", ["address", "add", `${this.hostsPublicAddress}/24`, "dev", wire]);
        await output("ip", ["route", "add", this.privateAddress, "via", this.publicAddress]);
        await output("ip", ["link", "add", this.bridge, "type", "bridge"]);
        await output("ip", ["address", "add", `${this.hostsLanAddress}/24`, "dev", this.bridge]);
        await output("ip", ["link", "set", this.bridge, "up"]);
        await output("ip", ["link", "set", this.nic, "master", this.bridge]);
        await this.#serve();
    }

    /** What the listener has received since the last call. */
    heard(): string[] {
        const lines = this.#heard.split("\n").filter(Boolean);
        this.#heard = "";
        return lines;
    }

    /** The same, once a given line has arrived, which the test triggers last. */
    async heardUpTo(line: string): Promise<string[]> {
        await until(`"${line}"`, () => this.#heard.split("\n").includes(line));
        return this.heard();
    }

    /** Whether the outside gets a connection to a guest. */
    reaches = (address: string, port: number) => connects(address, port, this.#enter);

    /** Waits until the outside gets one; a guest may be slow. */
    reachesAtLast = (address: string, port: number) => connectsAtLast(address, port, this.#enter);

    /** Adds a second public address to the host. */
    async addHostAddress(): Promise<string> {
        const address = this.hostsPublicAddress.replace(/\d+$/, "3");
        await output("ip", ["address", "add", `${address}/24`, "dev", this.#wire[0]]);
        return address;
    }

    /** MAC address of the machine behind the NIC. */
    lanMac = async () =>
        (await this.#inside("cat", `/sys/class/net/${this.#lan[1]}/address`)).trim();

    /** Routes the subnet of the host's NAT from outside, as a neighbour who knows the guests could. */
    routeTo = (subnet: string) =>
        this.#inside("ip", "route", "add", subnet, "via", this.hostsPublicAddress);

    async close(): Promise<void> {
        for (const child of this.#processes) {
            if (child.exitCode !== null) continue;
            child.kill();
            await once(child, "exit");
        }
        for (const name of [this.#wire[0], this.nic, this.bridge]) {
            await run("ip", ["link", "delete", name]);
        }
        await run("ip", ["netns", "delete", this.#name]);
    }

    get #enter(): readonly string[] {
        return ["ip", "netns", "exec", this.#name];
    }

    #inside(...command: readonly string[]): Promise<string> {
        const [executable = "", ...args] = [...this.#enter, ...command];
        return output(executable, args);
    }

    async #layCable([here, there]: readonly [string, string], address: string): Promise<void> {
        const peer = ["type", "veth", "peer", "name", there, "netns", this.#name];
        await output("ip", ["link", "add", here, ...peer]);
        await output("ip", ["link", "set", here, "up"]);
        await this.#inside("ip", "address", "add", address, "dev", there);
        await this.#inside("ip", "link", "set", there, "up");
    }

    async #serve(): Promise<void> {
        const listener = this.#start("node", "--eval", LISTENER, String(PORT));
        listener.stdout?.setEncoding("utf8").on("data", (text: string) => (this.#heard += text));
        if (listener.stdout !== null) await once(listener.stdout, "data");
        this.heard();
        const lan = ["--bind-interfaces", `--interface=${this.#lan[1]}`, "--leasefile-ro"];
        const leases = [`--dhcp-range=${this.lan}20,${this.lan}40,1h`, "--port=0", "--no-ping"];
        this.#start("dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", ...lan, ...leases);
    }

    #start(...command: readonly string[]): ChildProcess {
        const [executable = "", ...args] = [...this.#enter, ...command];
        const child = spawn(executable, args, { stdio: ["ignore", "pipe", "ignore"] });
        this.#processes.push(child);
        return child;
    }
}

/** Whether a connection succeeds within two seconds, from here or from the namespace of `enter`. */
export async function connects(
    address: string,
    port: number,
    enter: readonly string[] = [],
): Promise<boolean> {
    const command = [...enter, "timeout", "2", "bash", "-c", `< /dev/tcp/${address}/${port}`];
    const [executable = "", ...args] = command;
    return (await run(executable, args)).code === 0;
}

/** Waits for a connection. A single attempt of two seconds can fail when guest or host are slow. */
export const connectsAtLast = (address: string, port: number, enter: readonly string[] = []) =>
    until(`a connection to ${address}:${port}`, () => connects(address, port, enter));
