import { spawnSync } from "node:child_process";
import { join } from "node:path";

const XPLAB = join(__dirname, "..", "..", "bin", "xplab");

const DHCP = "-i virbr+ -p udp -m udp --dport 67 -m bpf --bytecode 'CODE' -j DROP".replace(
    "CODE",
    "12,177 0 0 0,64 0 0 36,7 0 0 0,32 0 0 4292870150,29 0 4 0,177 0 0 0,72 0 0 40,7 0 0 0,40 0 0 4292870154,29 1 0 0,6 0 0 1,6 0 0 0",
);

const RULES = [
    "iptables -t raw -I PREROUTING -i vnet+ -j DROP",
    "ip6tables -t raw -I PREROUTING -i vnet+ -j DROP",
    "ip6tables -t raw -I OUTPUT -o vnet+ -j DROP",
    "arptables -I INPUT -i vnet+ -j DROP",
    `iptables -t raw -I PREROUTING ${DHCP.replace(" -m udp", "")}`,
] as const;

/** Output and exit code of each command, run in a new network namespace. */
function inOwnNetwork(...commands: readonly string[]): string[] {
    const script = commands.map((command) => `${command}; echo " -> $?"`).join("\n");
    const run = spawnSync("unshare", ["--net", "sh", "-c", script], {
        encoding: "utf8",
        env: { ...process.env, XPLAB: `${process.execPath} ${XPLAB}` },
    });
    return run.stdout.trimEnd().split(/ *\n/);
}

const fates = (fate: string) => JSON.stringify({ rules: RULES.map((rule) => ({ rule, fate })) });

test("sets rules once, checks and removes them", () => {
    expect(
        inOwnNetwork(
            "$XPLAB guard --check --json",
            "$XPLAB guard --json",
            "$XPLAB guard --json",
            "$XPLAB guard --check --json",
            "$XPLAB guard --remove --json",
            "$XPLAB guard --remove --json",
        ),
    ).toEqual([
        ...[fates("missing"), " -> 1", fates("added"), " -> 0", fates("there"), " -> 0"],
        ...[fates("there"), " -> 0", fates("removed"), " -> 0", fates("missing"), " -> 0"],
    ]);
});

test("prints the rules that the kernel then has", () => {
    expect(
        inOwnNetwork(
            "$XPLAB guard > /dev/null",
            "iptables -t raw -S",
            "ip6tables -t raw -S",
            "arptables -S INPUT",
        ),
    ).toEqual([
        " -> 0",
        ...["-P PREROUTING ACCEPT", "-P OUTPUT ACCEPT"],
        `-A PREROUTING ${DHCP.replaceAll("'", '"')}`,
        ...["-A PREROUTING -i vnet+ -j DROP", " -> 0"],
        ...["-P PREROUTING ACCEPT", "-P OUTPUT ACCEPT", "-A PREROUTING -i vnet+ -j DROP"],
        ...["-A OUTPUT -o vnet+ -j DROP", " -> 0"],
        ...["-P INPUT ACCEPT", "-A INPUT -j DROP -i vnet+", " -> 0"],
    ]);
});

test("removes rules that were set twice", () => {
    expect(
        inOwnNetwork(
            "$XPLAB guard > /dev/null",
            RULES[0],
            "$XPLAB guard --remove > /dev/null",
            "iptables -t raw -S PREROUTING",
        ),
    ).toEqual([" -> 0", " -> 0", " -> 0", "-P PREROUTING ACCEPT", " -> 0"]);
});

test("finds rules behind one that accepts, and moves them first", () => {
    const told = (fate: string) =>
        JSON.stringify({
            rules: RULES.map((rule) => ({
                rule,
                fate: rule.startsWith("iptables -t raw -I PREROUTING") ? fate : "there",
            })),
        });
    expect(
        inOwnNetwork(
            "$XPLAB guard > /dev/null",
            "iptables -t raw -I PREROUTING -s 10.0.0.0/8 -j ACCEPT",
            "$XPLAB guard --check --json",
            "$XPLAB guard --json",
            "iptables -t raw -S PREROUTING",
        ),
    ).toEqual([
        ...[" -> 0", " -> 0", told("behind"), " -> 1", told("moved"), " -> 0"],
        ...["-P PREROUTING ACCEPT", `-A PREROUTING ${DHCP.replaceAll("'", '"')}`],
        ...["-A PREROUTING -i vnet+ -j DROP"],
        ...["-A PREROUTING -s 10.0.0.0/8 -j ACCEPT", " -> 0"],
    ]);
});
