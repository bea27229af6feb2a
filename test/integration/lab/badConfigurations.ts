import { RISK } from "../../../src/xp/reach/reach";

/** A secret that is too long for a password; a stack's configuration stores it encrypted. */
export const SECRET = "123456789";

/** A lab that must be refused: the fields that replace those of a good lab, and a line for each error. */
export interface BadLab {
    readonly lab: Readonly<Record<string, unknown>>;
    readonly lines: readonly string[];
    /** Additional environment variables. */
    readonly environment?: Readonly<Record<string, string>>;
}

const machine = (fields: unknown, ...lines: readonly string[]): BadLab => ({
    lab: { machines: { patient: fields } },
    lines: lines.map((line) => `machines.patient${line}`),
});

const network = (fields: unknown, ...lines: readonly string[]): BadLab => ({
    lab: { networks: { lan: fields } },
    lines: lines.map((line) => `networks.lan${line}`),
});

const named = (record: "machines" | "networks", name: string, rule: string): BadLab => ({
    lab: { [record]: { [name]: {} } },
    lines: [`${record}.${name} has an invalid name: it must be ${rule} [malformed-name]`],
});

const LETTERS = "lower-case letters, digits and dashes and begin with a letter";
const twoNetworks = { lan: {}, detonation: {} };

/** Refused with the same errors in a stack's configuration and in a program. */
export const BAD_LABS: Readonly<Record<string, BadLab>> = {
    "an upper-case machine": named("machines", "XP", LETTERS),
    "a machine whose name is a number": named("machines", "1", LETTERS),
    "a machine with an underscore": named("machines", "my_xp", LETTERS),
    "a machine without a name": named("machines", "", LETTERS),
    "a machine with a long name": named("machines", "a".repeat(16), "at most 15 characters"),
    "a machine that is null": machine(null, " must be an object, not null [wrong-type]"),
    "a quoted machine": machine("{}", ' must be an object, not "{}" [wrong-type]'),
    "a machine that is a list": machine([], " must be an object, not a list [wrong-type]"),
    "a misspelt field": machine(
        { memoryMib: 512 },
        ".memoryMib is not a known property; did you mean memoryMiB? [unknown-key]",
    ),
    "a shortened field": machine(
        { memory: 512 },
        ".memory is not a known property; did you mean memoryMiB? [unknown-key]",
    ),
    "a field that machines do not have": machine(
        { ip: "10.0.0.5" },
        ".ip is not a known property; use count, network, image, memoryMiB, vcpus, edition, tuning, drivers, hal, limits, screen, diskBus, nic, video, keepDisk, results, readyWhen, cleanState, hostDevices, accept, formerNames or media [unknown-key]",
    ),
    "a port that the host cannot reach": machine(
        { readyWhen: { tcpPort: 445 } },
        '.readyWhen.tcpPort must be a port that the network opens (open: [{ port: 445, from: "host" }]): its filter blocks all others from the host [port-beyond-reach]',
    ),
    "a count of zero": machine({ count: 0 }, ".count must be 1 or more, not 0 [too-small]"),
    "too many machines": machine({ count: 251 }, ".count must be 250 or less, not 251 [too-large]"),
    "a fractional count": machine(
        { count: 1.5 },
        ".count must be a whole number, not 1.5 [wrong-type]",
    ),
    "a quoted count": machine({ count: "3" }, '.count must be a number, not "3" [wrong-type]'),
    "a count that is null": machine(
        { count: null },
        ".count must be a number, not null [wrong-type]",
    ),
    "a count that makes a long name": {
        lab: { machines: { abcdefghijklm: { count: 10 } } },
        lines: [
            'machines.abcdefghijklm.count produces the name "abcdefghijklm-10", which is longer than 15 characters [machine-name-too-long]',
        ],
    },
    "a name that a count repeats": {
        lab: { machines: { xp: { count: 3 }, "xp-2": {} } },
        lines: ['machines must not produce the name "xp-2" twice [machine-name-twice]'],
    },
    "too little memory": machine(
        { memoryMiB: 8 },
        ".memoryMiB must be 16 or more, not 8 [too-small]",
    ),
    "too much memory": machine(
        { memoryMiB: 1048577 },
        ".memoryMiB must be 1048576 or less, not 1048577 [too-large]",
    ),
    "quoted memory": machine(
        { memoryMiB: "512" },
        '.memoryMiB must be a number, not "512" [wrong-type]',
    ),
    "memory with a unit": machine(
        { memoryMiB: "512 MiB" },
        '.memoryMiB must be a number, not "512 MiB" [wrong-type]',
    ),
    "no CPU": machine({ vcpus: 0 }, ".vcpus must be 1 or more, not 0 [too-small]"),
    "too many CPUs": machine({ vcpus: 256 }, ".vcpus must be 255 or less, not 256 [too-large]"),
    "a fractional CPU": machine(
        { vcpus: 1.5 },
        ".vcpus must be a whole number, not 1.5 [wrong-type]",
    ),
    "an undeclared network": {
        lab: { networks: twoNetworks, machines: { xp: { network: "detonate" } } },
        lines: [
            'machines.xp.network must be a network of the lab: "detonation" or "lan", not "detonate"; did you mean "detonation"? [network-not-declared]',
        ],
    },
    "a network named like a JavaScript property": {
        lab: { networks: twoNetworks, machines: { xp: { network: "constructor" } } },
        lines: [
            'machines.xp.network must be a network of the lab: "detonation" or "lan", not "constructor" [network-not-declared]',
        ],
    },
    "a network in a lab without networks": {
        lab: { networks: {}, machines: { xp: { network: "lan" } } },
        lines: [
            "machines.xp.network must be absent: the lab declares no networks [network-not-declared]",
        ],
    },
    "no choice between networks": {
        lab: { networks: twoNetworks, machines: { xp: {} } },
        lines: [
            "machines.xp.network is required when the lab has several networks [network-not-chosen]",
        ],
    },
    "a network that is a number": machine(
        { network: 123 },
        ".network must be a text, not 123 [wrong-type]",
    ),
    "a network that is true": machine(
        { network: true },
        ".network must be a text, not true [wrong-type]",
    ),
    "an upper-case network": named("networks", "LAN", LETTERS),
    "a network whose name is a number": named("networks", "123", LETTERS),
    "a network that is null": network(null, " must be an object, not null [wrong-type]"),
    "an unknown reach": network(
        { reach: "everything" },
        '.reach must be "nothing", "dhcp", "guests", "interface" or "internet", not "everything" [not-one-of]',
    ),
    "a shortened reach": network(
        { reach: "guest" },
        '.reach must be "nothing", "dhcp", "guests", "interface" or "internet", not "guest"; did you mean "guests"? [not-one-of]',
    ),
    "an upper-case reach": network(
        { reach: "DHCP" },
        '.reach must be "nothing", "dhcp", "guests", "interface" or "internet", not "DHCP"; did you mean "dhcp"? [not-one-of]',
    ),
    "a reach that is true": network(
        { reach: true },
        '.reach must be "nothing", "dhcp", "guests", "interface" or "internet", not true [not-one-of]',
    ),
    "a field that networks do not have": network(
        { subnet: "10.0.0.0/24" },
        ".subnet is not a known property; use reach, interface, accept, resolver, open or capture [unknown-key]",
    ),
    "internet without consent": network(
        { reach: "internet" },
        '.accept must be "XP on this network can be taken over" when reach is "internet" [risk-not-accepted]',
    ),
    "internet with the wrong consent": network(
        { reach: "internet", accept: true },
        '.accept must be "XP on this network can be taken over", not true [not-one-of]',
    ),
    "an interface without its name": network(
        { reach: "interface", accept: RISK },
        '.interface must name a bridge of the host when reach is "interface" [bridge-not-named]',
    ),
    "an interface without reach interface": network(
        { interface: "br0" },
        '.interface must be absent when reach is "dhcp" [not-with-reach]',
    ),
    "a resolver without internet": network(
        { reach: "guests", resolver: true },
        '.resolver must be absent when reach is "guests" [not-with-reach]',
    ),
    "a network beyond the lab's policy": {
        lab: { policy: { maxReach: "nothing" }, networks: { lan: { reach: "guests" }, off: {} } },
        lines: [
            'networks.lan.reach must be "nothing", not "guests": policy.maxReach allows no more [reach-above-policy]',
            'networks.off.reach must be "nothing", not "dhcp": policy.maxReach allows no more [reach-above-policy]',
            "machines.xp.network is required when the lab has several networks [network-not-chosen]",
        ],
    },
    "a network beyond the environment's policy": {
        environment: { XPLAB_MAX_REACH: "dhcp" },
        lab: { policy: { maxReach: "guests" }, networks: { lan: { reach: "guests" } } },
        lines: [
            'networks.lan.reach must be "nothing" or "dhcp", not "guests": the environment variable XPLAB_MAX_REACH allows no more [reach-above-policy]',
        ],
    },
    "a misspelt policy in the environment": {
        environment: { XPLAB_MAX_REACH: "guest" },
        lab: {},
        lines: [
            'XPLAB_MAX_REACH must be "nothing", "dhcp", "guests", "interface" or "internet", not "guest"; did you mean "guests"? [not-one-of]',
        ],
    },
    "a misspelt policy in the lab": {
        lab: { policy: { maxReach: "guest" } },
        lines: [
            'policy.maxReach must be "nothing", "dhcp", "guests", "interface" or "internet", not "guest"; did you mean "guests"? [not-one-of]',
        ],
    },
    "an unknown policy": {
        lab: { policy: { reach: "guests" } },
        lines: ["policy.reach is not a known property; the only one is maxReach [unknown-key]"],
    },
    "a capture with its own limit": network(
        { capture: { maxMiB: 64 } },
        ".capture must be true or false, not an object [wrong-type]",
    ),
    "more host serial ports than a PC has interrupts for": machine(
        { hostDevices: { serialPorts: ["/dev/ttyS0", "/dev/ttyS1", "/dev/ttyS2"] } },
        ".hostDevices.serialPorts must have no more than COM2 and COM3: a machine has no interrupt for more [too-many-host-ports]",
    ),
    "more memory than XP can use": machine(
        { memoryMiB: 8192 },
        ".memoryMiB must be 4096 or less: Windows XP Professional cannot use more [memory-above-edition]",
    ),
    "more CPUs than XP supports": machine(
        { vcpus: 64 },
        ".vcpus must be 32 or less: Windows XP Professional cannot use more [vcpus-above-edition]",
    ),
    "an unknown edition": machine(
        { edition: "vista" },
        '.edition must be "home", "professional" or "professional-x64", not "vista" [not-one-of]',
    ),
    "an unknown edition for all machines": {
        lab: { edition: "XP Professional" },
        lines: [
            'edition must be "home", "professional" or "professional-x64", not "XP Professional"; did you mean "professional"? [not-one-of]',
        ],
    },
    "a quoted keepDisk": machine(
        { keepDisk: "yes" },
        '.keepDisk must be true or false, not "yes" [wrong-type]',
    ),
    "a former name that is not a list": machine(
        { formerNames: "sick" },
        '.formerNames must be a list, not "sick" [wrong-type]',
    ),
    "a former name that another machine has": {
        lab: { machines: { patient: { formerNames: ["xp"] }, xp: {} } },
        lines: [
            'machines.patient.formerNames must not resolve to "xp", a machine of the lab: a former name stays reserved for the machine that had it [former-name-present]',
        ],
    },
    "a former name of two machines": {
        lab: { machines: { a: { formerNames: ["xp"] }, b: { formerNames: ["xp"] } } },
        lines: [
            'machines.b.formerNames must not resolve to "xp": machine "a" had that name too [former-name-twice]',
        ],
    },
    "a file as a machine's image": machine(
        { image: "~/xp.qcow2" },
        '.image must be a volume id of the form "pool/volume", not "~/xp.qcow2" [malformed]',
    ),
    "a CD without a folder": machine({ media: {} }, ".media.folder is required [required]"),
    "a CD that is a path": machine(
        { media: "./tools" },
        '.media must be an object, not "./tools" [wrong-type]',
    ),
    "a small disk for results": machine(
        { results: { folder: "./out", sizeMiB: 10 } },
        ".results.sizeMiB must be 64 or more, not 10 [too-small]",
    ),
    "a pool with a slash": {
        lab: { pool: "images/xp" },
        lines: [
            'pool must be 1 to 63 letters, digits, dots, dashes or underscores and start with a letter or digit, not "images/xp" [malformed]',
        ],
    },
    "a long password": {
        lab: { screenPassword: SECRET },
        lines: ["screenPassword must be at most 8 bytes for VNC [vnc-password-too-long]"],
    },
    "a screen on an address": {
        lab: { screen: "0.0.0.0" },
        lines: ['screen must be "port" or "socket", not "0.0.0.0" [not-one-of]'],
    },
    "a misspelt key": {
        lab: { machine: { xp: {} } },
        lines: ["machine is not a known property; did you mean machines? [unknown-key]"],
    },
    "everything at once": {
        lab: {
            pool: "a b",
            networks: { lan: { reach: "everything", nat: true } },
            machines: { XP: {}, xp: { count: 0, memoryMiB: 8, ram: 1 } },
            screenPassword: SECRET,
            screens: {},
        },
        lines: [
            'pool must be 1 to 63 letters, digits, dots, dashes or underscores and start with a letter or digit, not "a b" [malformed]',
            'networks.lan.reach must be "nothing", "dhcp", "guests", "interface" or "internet", not "everything" [not-one-of]',
            "networks.lan.nat is not a known property; use reach, interface, accept, resolver, open or capture [unknown-key]",
            "machines.XP has an invalid name: it must be lower-case letters, digits and dashes and begin with a letter [malformed-name]",
            "machines.xp.count must be 1 or more, not 0 [too-small]",
            "machines.xp.memoryMiB must be 16 or more, not 8 [too-small]",
            "machines.xp.ram is not a known property; use count, network, image, memoryMiB, vcpus, edition, tuning, drivers, hal, limits, screen, diskBus, nic, video, keepDisk, results, readyWhen, cleanState, hostDevices, accept, formerNames or media [unknown-key]",
            "screenPassword must be at most 8 bytes for VNC [vnc-password-too-long]",
            "screens is not a known property; did you mean screen? [unknown-key]",
        ],
    },
};

const INSIDE =
    "must not be or contain a secret: the state would hold it in clear text [secret-inside]";

const secretInside = (key: string, value: unknown): BadLab => ({
    lab: { [key]: value },
    lines: [`${key} ${INSIDE}`],
});

/** Errors that only a stack's configuration can have; keys of the host start with its namespace. */
export const BAD_SETTINGS: Readonly<Record<string, BadLab>> = {
    "an image that is neither file nor volume": {
        lab: { image: "xp-sp3.qcow2" },
        lines: [
            'image must be a file ("/...", "./..." or "~/..."), an address ("https://...", without a user or password) or a volume on the host ("pool/volume"), not "xp-sp3.qcow2" [malformed]',
        ],
    },
    "an address without a hash": {
        lab: { image: "https://images.example/xp-sp3.qcow2" },
        lines: ["imageSha256 is required for an image that is downloaded [address-needs-hash]"],
    },
    "an address with a password": {
        lab: { image: "https://ada:s3cret@images.example/xp.qcow2", imageSha256: "0".repeat(64) },
        lines: [
            'image must be a file ("/...", "./..." or "~/..."), an address ("https://...", without a user or password) or a volume on the host ("pool/volume") [malformed]',
        ],
    },
    "a hash of another kind": {
        lab: { imageSha256: "d41d8cd98f00b204e9800998ecf8427e" },
        lines: [
            'imageSha256 must be a SHA-256 in 64 lower-case hexadecimal digits, not "d41d8cd98f00b204e9800998ecf8427e" [malformed]',
        ],
    },
    "a key that labs do not have": {
        lab: { hypervisor: "kvm" },
        lines: [
            "hypervisor is not a known property; use image, imageSha256, edition, tuning, drivers, hal, pool, networks, policy, machines, limits, screen or screenPassword [unknown-key]",
        ],
    },
    "a misspelt key of the host": {
        lab: { "libvirt:url": "qemu:///system" },
        lines: ["libvirt:url is not a known property; did you mean uri? [unknown-key]"],
    },
    "a network beyond the stack's policy": {
        lab: { "xplab:maxReach": "nothing" },
        lines: [
            'networks.lan.reach must be "nothing", not "dhcp": the stack\'s setting xplab:maxReach allows no more [reach-above-policy]',
        ],
    },
    "a misspelt policy in the stack": {
        lab: { "xplab:maxReach": "none" },
        lines: [
            'xplab:maxReach must be "nothing", "dhcp", "guests", "interface" or "internet", not "none" [not-one-of]',
        ],
    },
    "a secret image": secretInside("image", SECRET),
    "a hash for a volume on the host": {
        lab: { image: "pool/golden", imageSha256: "0".repeat(64) },
        lines: [
            "imageSha256 must be absent when image is a volume on the host, whose content is not read [hash-without-upload]",
        ],
    },
    "a secret hash": secretInside("imageSha256", SECRET),
    "a secret pool": secretInside("pool", SECRET),
    "a secret in a network": secretInside("networks", { lan: { reach: SECRET } }),
    "a secret in a machine": secretInside("machines", { xp: { network: SECRET } }),
    "a secret field that machines do not have": secretInside("machines", {
        xp: { productKey: SECRET },
    }),
    "a secret URI": secretInside("libvirt:uri", SECRET),
    "a password in clear": {
        lab: { screenPassword: "s3cret" },
        lines: [
            'screenPassword must be a secret: run "pulumi config set --secret screenPassword" [secret-in-clear]',
        ],
    },
    "a wrong key of the lab and one of the host": {
        lab: { machine: {}, "libvirt:url": "qemu:///system" },
        lines: [
            "machine is not a known property; did you mean machines? [unknown-key]",
            "libvirt:url is not a known property; did you mean uri? [unknown-key]",
        ],
    },
};

/** Errors that only a program can have: the arguments as it writes them. */
export const BAD_ARGUMENTS: Readonly<Record<string, { args: string; lines: readonly string[] }>> = {
    "no arguments": { args: "undefined", lines: ["arguments is required [required]"] },
    "no machines": { args: '{ image: "pool/golden" }', lines: ["machines is required [required]"] },
    "an image that is a file": {
        args: '{ image: "/srv/xp-sp3.qcow2", machines: { xp: {} } }',
        lines: [
            'image must be a volume id of the form "pool/volume", not "/srv/xp-sp3.qcow2" [malformed]',
        ],
    },
    "a key that only the configuration has": {
        args: '{ image: "pool/golden", machines: { xp: {} }, imageSha256: "" }',
        lines: ["imageSha256 is not a known property; did you mean image? [unknown-key]"],
    },
    "a password that is a number": {
        args: '{ image: "pool/golden", machines: { xp: {} }, screenPassword: 12345678 }',
        lines: ["screenPassword must be a text [wrong-type]"],
    },
    "an Output that decides which resources there are": {
        args: '{ image: pulumi.output("pool/golden"), machines: { xp: { count: pulumi.output(2) } } }',
        lines: [
            "arguments must have a plain value for machines.xp.count, not an Output: it decides which resources exist [output-where-plain]",
        ],
    },
    "an Output for a policy": {
        args: '{ image: "pool/golden", machines: { xp: {} }, policy: { maxReach: pulumi.output("guests") } }',
        lines: [
            "arguments must have a plain value for policy.maxReach, not an Output: it decides which resources exist [output-where-plain]",
        ],
    },
    "a Promise of the machines": {
        args: '{ image: "pool/golden", machines: Promise.resolve({ xp: {} }) }',
        lines: [
            "arguments must have a plain value for machines, not an Output: it decides which resources exist [output-where-plain]",
        ],
    },
};
