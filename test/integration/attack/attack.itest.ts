import { mkdir, open, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { BEYOND } from "../../../src/schema/core/accept";
import { run as runXplab } from "../../../src/cli/run";
import { Libvirt } from "../../../src/libvirt";
import { standInImage } from "../../../tools/lab/standIn.mjs";
import { recordingIo } from "../../cli/recordingIo";
import { forPrintf, hostileHeader } from "./hostileHeader";
import { AttackTable, isFull } from "./attackTable";
import { output, run, virsh } from "../support/host/command";
import { Guest } from "../support/guest/guest";
import { inventory } from "../support/host/inventory";
import { IMAGES } from "../support/host/names";
import { until } from "../support/host/until";
import { Stack } from "../support/stack/stack";

/*
 * What a hostile guest tries on its host, on a daemon of its own. "npm run attack" adds the attacks that take
 * minutes and prints the table.
 */

jest.setTimeout(400_000);

/**
 * A reader that opens it to detect its format blocks forever. Kept short: the header that names it has to fit a
 * line of 80 characters.
 */
const PIPE = "/run/p";
const HEADER = forPrintf(hostileHeader(PIPE));

/** What the guests run, from their CDs. */
const SCRIPTS: Readonly<Record<string, string>> = {
    "disk.sh": `printf '${HEADER}' | dd of="$(disk-path hdb)" conv=notrunc 2>/dev/null; sync`,
    "sink.sh":
        "printf '#!/bin/sh\\nexec cat >/dev/null\\n' >/tmp/sink; chmod +x /tmp/sink; nc -ll -p 9 -e /tmp/sink >/dev/null 2>&1 </dev/null &",
    "lines.sh": `cd /tmp; printf '\\n${HEADER}' >b; for i in 1 2 3 4 5 6 7 8 9 10; do cat b b >c; mv c b; done`,
    "frames.sh": `sh lines.sh; for i in 1 2 3 4 5 6 7 8 9 10; do for j in 1 2 3 4 5 6 7 8 9 10; do cat /tmp/b; done | nc -w 5 "$1" 9; done`,
    "port.sh":
        "sh lines.sh; (sleep 3; stty -F /dev/ttyS0 raw; while :; do cat /tmp/b; done >/dev/ttyS0) >/dev/null 2>&1 </dev/null &",
    "escape.sh": `(while sleep 1; do printf '\\033]0;title\\007\\033]52;c;b3duZWQ=\\007\\033[?1000h\\033[2Jbelow\\n'; done >/dev/ttyS0) >/dev/null 2>&1 </dev/null &`,
};

let stack: Stack;
let libvirt: Libvirt;
let before: string[];
let evil: Guest;
let victim: Guest;
const table = new AttackTable();
const { attack } = table;

const domainOf = (machine: string) => `${stack.project}-dev-${machine}`;
const pool = () => join(IMAGES, `${stack.project}-dev`);

beforeAll(async () => {
    before = await inventory();
    await output("mkfifo", [PIPE]);
    libvirt = await Libvirt.open("qemu:///system");
    stack = await Stack.create({ project: "attack" });
    const folder = join(stack.folder, "media");
    await mkdir(folder);
    for (const [name, text] of Object.entries(SCRIPTS)) {
        await writeFile(join(folder, name), `${text}\n`);
    }
    await stack.configure({
        image: standInImage,
        networks: { lan: { reach: "guests", capture: true } },
        machines: {
            evil: {
                network: "lan",
                memoryMiB: 96,
                media: { folder },
                accept: BEYOND,
                results: { folder: join(stack.folder, "results"), sizeMiB: 64 },
            },
            victim: {
                network: "lan",
                memoryMiB: 96,
                media: { folder },
                accept: BEYOND,
                cleanState: { readyWhen: { serialText: "XPLAB STAND-IN READY" } },
            },
        },
    });
    await stack.up();
    [evil, victim] = await Promise.all([
        Guest.meet(libvirt, domainOf("evil")),
        Guest.meet(libvirt, domainOf("victim")),
    ]);
});

afterAll(async () => {
    libvirt.close();
    await stack.dispose();
    await rm(PIPE);
    expect(await inventory()).toEqual(before);
    table.print();
});

const SECONDS = "20";

/** How the daemon fares when it lists the pool. */
async function refreshed(): Promise<string> {
    const args = ["--connect", "qemu:///system", "pool-refresh", `${stack.project}-dev`];
    const { code } = await run("timeout", [SECONDS, "virsh", ...args]);
    return code === 0 ? "libvirtd answers" : "libvirtd hangs";
}

/** Whether one of the files begins with the header, which means that the guest has done its part. */
async function beginsHostile(folder: string, name: string): Promise<boolean> {
    const files = (await readdir(folder)).filter((file) => file.startsWith(name));
    const heads = await Promise.all(files.map((file) => headOf(join(folder, file))));
    return heads.includes("QFI\xfb");
}

async function headOf(file: string): Promise<string> {
    const handle = await open(file);
    try {
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
        return buffer.toString("latin1", 0, bytesRead);
    } finally {
        await handle.close();
    }
}

const logs = () => join(pool(), `${domainOf("evil")}-logs`);

attack(
    "a guest writes the header of an image to its disk for results",
    "libvirtd answers",
    async () => {
        expect(await evil.command("run cdrom disk.sh")).toMatch(/^OK run/);
        return refreshed();
    },
);

attack(
    "a guest sends such headers until a capture begins with one",
    "libvirtd answers, frames are read",
    async () => {
        expect(await victim.command("run cdrom sink.sh")).toMatch(/^OK run/);
        expect(await evil.command(`run cdrom frames.sh ${victim.address}`)).toMatch(/^OK run/);
        await until("a capture with the header", () => beginsHostile(logs(), "capture"));
        const answer = await refreshed();
        const io = recordingIo();
        const file = join(stack.folder, "attack.pcapng");
        const code = await runXplab(["capture", domainOf("evil"), file], io);
        return `${answer}, ${code === 0 ? "frames are read" : io.written.err}`;
    },
);

attack(
    "a guest resets its victim, whose capture then also begins with one",
    "back at its clean state",
    async () => {
        const victims = join(pool(), `${domainOf("victim")}-logs`);
        expect(await beginsHostile(victims, "capture")).toBe(true);
        await victim.close();
        const io = recordingIo();
        const code = await runXplab(["reset", domainOf("victim")], io);
        victim = await Guest.meet(libvirt, domainOf("victim"));
        return code === 0 ? "back at its clean state" : io.written.err;
    },
);

/** What a console delivers to a terminal up to the end of the guest's text. */
async function shownOnTerminal(...options: readonly string[]): Promise<string> {
    const file = join(stack.folder, `terminal${options.join("")}`);
    const args = ["console", "--serial", ...options, domainOf("evil")];
    const command = `exec node ${join(__dirname, "../../../bin/xplab")} ${args.join(" ")}`;
    let script = 0;
    const watching = run("script", ["--quiet", "--flush", "--command", command, file], {
        onStart: (pid) => (script = pid),
    });
    const shown = () => readFile(file, "utf8").catch(() => "");
    const early = watching.then((outcome) => {
        throw new Error(`The console ended: ${JSON.stringify(outcome)}`);
    });
    const all = until("what the guest draws", async () => (await shown()).includes("below\r"));
    try {
        await Promise.race([all, early]);
    } finally {
        process.kill(script, "SIGTERM");
        await watching;
    }
    return shown();
}

const drawn = (shown: string) =>
    /\x1b[\]P]|\x1b\[\?1000h/.test(shown) ? "control sequences" : "text alone";

attack(
    "a guest prints control sequences that set a terminal's title and clipboard",
    "text alone, with --raw control sequences",
    async () => {
        expect(await evil.command("run cdrom escape.sh")).toMatch(/^OK run/);
        await evil.close();
        const plain = await shownOnTerminal();
        const raw = await shownOnTerminal("--raw");
        await virsh("reset", domainOf("evil"));
        evil = await Guest.meet(libvirt, domainOf("evil"));
        return `${drawn(plain)}, with --raw ${drawn(raw)}`;
    },
);

if (isFull) {
    attack(
        "a guest prints such headers until COM1's log begins with one",
        "libvirtd answers",
        async () => {
            expect(await evil.command("run cdrom port.sh")).toMatch(/^OK run/);
            await until("a log with the header", () => beginsHostile(logs(), "com1.log"), {
                everyMs: 500,
                limitMs: 300_000,
            });
            return refreshed();
        },
    );
}

attack("the daemon restarts after all of that", "libvirtd answers", async () => {
    libvirt.close();
    const pid = Number(await readFile("/run/libvirtd.pid", "utf8"));
    process.kill(pid, "SIGKILL");
    await until("its end", () => run("kill", ["-0", String(pid)]).then(({ code }) => code !== 0));
    await output("libvirtd", ["--daemon"]);
    const { code } = await run("timeout", [
        SECONDS,
        "virsh",
        "--connect",
        "qemu:///system",
        "vol-list",
        `${stack.project}-dev`,
    ]);
    libvirt = await Libvirt.open("qemu:///system");
    return code === 0 ? "libvirtd answers" : "libvirtd hangs";
});

attack(
    "a guest leaves repositories that run its commands in its results",
    "HEAD.guest, dot-git.guest, objects, refs",
    async () => {
        await virsh("reset", domainOf("evil"));
        evil = await Guest.meet(libvirt, domainOf("evil"));
        const script = [
            "mkdir -p .git/objects .git/refs objects refs",
            "echo ref: refs/heads/x | tee HEAD >.git/HEAD",
            "printf '[core]\\n fsmonitor=touch /tmp/owned\\n' >.git/config",
        ].join("; ");
        expect(await evil.command(`write results G.SH ${script} #`)).toMatch(/^OK write/);
        expect(await evil.command("run results G.SH")).toMatch(/^OK run/);
        const into = join(stack.folder, "fetched");
        const io = recordingIo();
        const fetching = runXplab(["results", domainOf("evil"), into, "--wait", "60"], io);
        await evil.command("power-off");
        expect(await fetching).toBe(0);
        const names = (await readdir(into)).filter((name) => !/^(G\.SH|\.xplab)/.test(name));
        return names.sort().join(", ");
    },
);

attack("its lab is destroyed after all of that", "nothing is left", async () => {
    await evil.close();
    await victim.close();
    await stack.destroy();
    const left = (await readdir(IMAGES)).filter((name) => name.includes(stack.project));
    return left.length === 0 ? "nothing is left" : left.join(", ");
});
