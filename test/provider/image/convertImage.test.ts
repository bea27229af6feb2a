import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { withConverted } from "../../../src/provider/image/convertImage";
import { TemporaryCache } from "./temporaryCache";

const IMAGE = { format: "vhd", driver: "vpc", capacityBytes: 1024 } as const;

let cache: TemporaryCache;
let path: string | undefined;
let said: string[];

beforeEach(() => {
    cache = new TemporaryCache();
    path = process.env["PATH"];
    said = [];
});

afterEach(() => {
    process.env["PATH"] = path;
    cache.remove();
});

/** A shell script in place of qemu-img: what it does to measure, and to convert `$1` to `$2`. */
function install(convert: string, required: number | string = 4096): void {
    const folder = join(cache.folder, "bin");
    mkdirSync(folder);
    const script = `#!/bin/sh
echo "$@" >> ${folder}/calls
if [ "$1" = measure ]; then echo '{ "required": ${required}, "fully-allocated": 8192 }'; exit; fi
while [ $# -gt 2 ]; do shift; done
${convert}
`;
    writeFileSync(join(folder, "qemu-img"), script);
    chmodSync(join(folder, "qemu-img"), 0o755);
    process.env["PATH"] = `${folder}:${path ?? ""}`;
}

const calls = () =>
    readFileSync(join(cache.folder, "bin", "calls"), "utf8")
        .trim()
        .split("\n");

function convert(
    use: (file: string) => Promise<string> = async (file) => readFileSync(file, "utf8"),
    signal = new AbortController().signal,
) {
    const log = (_severity: string, message: string) => said.push(message);
    return withConverted("/images/xp.vhd", IMAGE, "qcow2", { signal, log }, use);
}

test("hands on what qemu-img has made, then removes it", async () => {
    install('echo converted > "$2"');
    expect(await convert()).toBe("converted\n");
    const [measured, converted] = calls();
    // Told what it is, and that nothing is below it, whatever the file says.
    const source =
        'json:{"driver":"vpc","backing":null,"file":{"driver":"file","filename":"/images/xp.vhd"}}';
    expect(measured).toBe(`measure --output=json -O qcow2 ${source}`);
    const made = cache.path("conversions", `N.${hostname()}.${process.pid}`);
    expect(converted?.replace(/\d+(?=\.[^/]+$)/, "N")).toBe(
        `convert -p -O qcow2 -o compat=1.1 ${source} ${made}`,
    );
    expect(cache.list("conversions")).toEqual([]);
});

test("runs qemu-img under limits", async () => {
    install('ulimit -v > "$2"; ulimit -t >> "$2"');
    expect(await convert()).toBe("4194304\n3600\n");
});

test("tells how far it is, at most once a second", async () => {
    install(`printf '    (1.00/100%%)\\r    (2.00/100%%)\\r' > /dev/stdout
sleep 1.1; printf '    (41.50/100%%)\\r    (42.00/100%%)\\r'; echo > "$2"`);
    await convert();
    expect(said).toEqual(["converted 41 % of vhd"]);
});

test.each([
    [
        "says why",
        'echo half > "$2"; echo "qemu-img: error while reading" >&2; exit 1',
        "error while reading",
    ],
    ["says nothing", "exit 3", "qemu-img ended with 3"],
    ["is killed", "kill -9 $$", "it took more than an hour of CPU time, or was killed"],
])("a conversion that fails and %s leaves nothing", async (_what, script, why) => {
    install(script);
    await expect(convert()).rejects.toMatchObject({
        message: `Image "/images/xp.vhd" could not be converted: ${why}. Name a sound copy, or convert it to qcow2 with the program that made it. [conversion-failed]`,
    });
    expect(cache.list("conversions")).toEqual([]);
});

test("a use that fails leaves nothing", async () => {
    install('echo converted > "$2"');
    await expect(convert(() => Promise.reject(new Error("full")))).rejects.toThrow("full");
    expect(cache.list("conversions")).toEqual([]);
});

test("a run that is cut off ends qemu-img and leaves nothing", async () => {
    install(
        'echo $$ > "$0.new"; mv "$0.new" "$0.pid"; echo "    (1.00/100%)"; echo half > "$2"; exec sleep 60',
    );
    const controller = new AbortController();
    const result = convert(undefined, controller.signal);
    const pidFile = join(cache.folder, "bin", "qemu-img.pid");
    const pid = await poll(() => Number(readFileSync(pidFile, "utf8")));
    controller.abort(new Error("cut off"));
    await expect(result).rejects.toThrow("cut off");
    expect(() => process.kill(pid, 0)).toThrow("ESRCH");
    expect(cache.list("conversions")).toEqual([]);
});

test("what a killed run of this machine left is removed, and nothing else", async () => {
    install('echo converted > "$2"');
    mkdirSync(cache.path("conversions"), { recursive: true });
    // No process has an id so large (pid_max is at most 2^22).
    const gone = `1.${hostname()}.99999999`;
    const others = ["1.elsewhere.99999999", `1.${hostname()}.${process.ppid}`, "notes"];
    for (const name of [gone, ...others]) writeFileSync(cache.path("conversions", name), "");
    await convert();
    expect(cache.list("conversions")).toEqual([...others].sort());
});

test("too little room is told before anything is written", async () => {
    install('echo converted > "$2"', 2 ** 60);
    const folder = cache.path("conversions");
    const refusal = await convert().catch((error: unknown) => (error as Error).message);
    expect(refusal.replace(/\d+(?= bytes free)/, "N")).toBe(
        `"${folder}" has N bytes free, and the image needs ${2 ** 60}. ` +
            "Make room there, or set XDG_CACHE_HOME to a folder on a larger disk. [no-space-here]",
    );
    expect(calls()).toHaveLength(1);
});

test("a qemu-img that tells no size is not trusted", async () => {
    install("", '"much"');
    await expect(convert()).rejects.toMatchObject({
        message:
            'Image "/images/xp.vhd" could not be converted: qemu-img does not tell its size. Name a sound copy, or convert it to qcow2 with the program that made it. [conversion-failed]',
    });
});

describe("a machine without", () => {
    /** A folder with some of the programs alone. */
    function only(...programs: readonly string[]) {
        const folder = join(cache.folder, "bin");
        mkdirSync(folder);
        for (const program of programs) {
            symlinkSync(join("/usr/bin", program), join(folder, program));
        }
        process.env["PATH"] = folder;
    }
    const refusal = (program: string) => ({
        message:
            `Image "/images/xp.vhd" is vhd and must be converted, and "${program}" is not installed here. ` +
            'Install it with "apt install qemu-utils util-linux" or "dnf install qemu-img util-linux". [converter-missing]',
    });

    test.each([
        ["prlimit", []],
        ["setpriv", ["prlimit"]],
        ["qemu-img", ["prlimit", "setpriv"]],
    ])("%s says so", async (missing, programs) => {
        only(...programs);
        await expect(convert()).rejects.toMatchObject(refusal(missing));
    });
});

async function poll<T>(look: () => T): Promise<T> {
    for (;;) {
        try {
            return look();
        } catch {
            await new Promise((resolve) => setTimeout(resolve, 10));
        }
    }
}
