import { output, virsh } from "../support/host/command";
import { keepForwarding } from "../support/host/forwarding";
import { testInterface, testName } from "../support/host/names";
import { UNHARMED, WitnessedStack, type Declared } from "./witnessedStack";

jest.setTimeout(300_000);

const name = testName("changes");

const ipv4 = { address: "10.213.7.1" };
const dns = { ...ipv4, dns: true };
const dhcpHosts = { "xp-1": { mac: "52:54:00:aa:00:01", address: "10.213.7.9" } };
const dnsHosts = { a: "10.1.1.1", b: "10.1.1.1" };
const rules = [{ action: "drop", direction: "inout", protocol: "mac", priority: -5 }];

const hostsBridge = testInterface("r");

let witnessed: WitnessedStack;
let restoreForwarding: () => Promise<void>;

beforeAll(async () => {
    restoreForwarding = await keepForwarding();
    await output("ip", ["link", "add", hostsBridge, "type", "bridge"]);
    await output("ip", ["link", "set", hostsBridge, "up"]);
    witnessed = await WitnessedStack.start(name, "changes", { network: { ipv4 } });
});

afterAll(async () => {
    await witnessed.stack.dispose();
    await output("ip", ["link", "delete", hostsBridge]);
    await restoreForwarding();
});

const live = ["net-dumpxml", name];
const ofNetwork = ["net-info", name];
const ofFilter = ["nwfilter-dumpxml", name];
const ofPool = ["pool-info", name];

/** Applied one after the other; a row resets what it does not name. */
const ROWS: [Declared, ...[ask: readonly string[], answer: string][]][] = [
    [
        {
            network: { ipv4, title: "A", autostart: false },
            filter: { rules },
            pool: { autostart: false },
        },
        [["net-dumpxml", name, "--inactive"], 'title="A"'],
        [ofNetwork, "Autostart:      no"],
        [ofFilter, "priority='-5'"],
        [ofPool, "Autostart:      no"],
    ],
    [
        {
            network: { ipv4, bridge: testInterface("b") },
            filter: { rules, chain: "mac" },
            pool: { active: false },
        },
        [live, `'${testInterface("b")}'`],
        [ofFilter, "chain='mac'"],
        [ofPool, "State:          inactive"],
    ],
    [
        { network: { ipv4, macAddress: "52:54:00:aa:aa:aa" } },
        [live, "'52:54:00:aa:aa:aa'"],
        [ofPool, "State:          running"],
    ],
    [{ network: { ipv4, forward: { mode: "nat" } } }, [live, "<port start='1024' end='65535'/>"]],
    [
        { network: { forward: { mode: "bridge" }, bridge: hostsBridge } },
        [live, `<forward mode='bridge'/>\n  <bridge name='${hostsBridge}'/>\n</network>`],
    ],
    [{}, [live, "<dns enable='no'/>\n</network>"]],
    [{ network: { ipv4 } }, [live, "address='10.213.7.1' prefix='24'"]],
    [{ network: { ipv4: { address: "10.213.8.1" } } }, [live, "address='10.213.8.1'"]],
    [{ network: { ipv4: { ...ipv4, prefixLength: 25 } } }, [live, "end='10.213.7.126'"]],
    [{ network: { ipv4: { ...ipv4, dhcp: false } } }, [live, "prefix='24'>\n  </ip>"]],
    [{ network: { ipv4: dns } }, [live, "<dns enable='yes'/>"]],
    [
        { network: { ipv4: { ...dns, dhcpHosts, dnsHosts } } },
        [live, "name='xp-1' ip='10.213.7.9'/>"],
        [live, "<hostname>b</hostname>"],
    ],
    [{ network: { ipv4: dns, active: false } }, [ofNetwork, "Active:         no"]],
    [{ network: { ipv4: dns } }, [ofNetwork, "Active:         yes"]],
];

test.each(ROWS)("keeps the guest running through an update to %j", async (declared, ...answers) => {
    await witnessed.change(declared);
    for (const [ask, answer] of answers) expect(await virsh(...ask)).toContain(answer);
    expect(await witnessed.isSettled()).toBe(true);
    const isPlugged = !(await virsh(...ofNetwork)).includes("Active:         no");
    expect(await witnessed.report()).toEqual({ ...UNHARMED, isPlugged });
});
