import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { withConverted } from "../../../src/provider/imageImport/convertImage";
import { processes } from "../../integration/support/host/processes";
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

/** A shell script in place of qemu-img: what it does to measure, and to convert `$1` to `$2`, where all words are `$all`. */
function install(convert: string, measure = "echo '{ \"required\": 4096 }'"): void {
    const folder = join(cache.folder, "bin");
    mkdirSync(folder);
    const script = `#!/bin/sh
all="$*"
if [ "$1" = measure ]; then ${measure}; exit; fi
while [ $# -gt 2 ]; do shift; done
${convert}
`;
    writeFileSync(join(folder, "qemu-img"), script);
    chmodSync(join(folder, "qemu-img"), 0o755);
    process.env["PATH"] = `${folder}:${path ?? ""}`;
}

async function convert(
    use: (file: string) => Promise<string> = async (file) => readFileSync(file, "utf8"),
    signal = new AbortController().signal,
) {
    const log = (_severity: string, message: string) => said.push(message);
    const path = join(cache.folder, "xp.vhd");
    writeFileSync(path, "an image");
    const source = await open(path);
    try {
        const image = { file: "/images/xp.vhd", source, image: IMAGE };
        return await withConverted(image, "qcow2", { signal, log }, use);
    } finally {
        await source.close();
    }
}

/** Told what it is, and that nothing is below it, whatever the file says. */
const SOURCE =
    'json:{"driver":"vpc","backing":null,"file":{"driver":"file","filename":"/proc/self/fd/3"}}';

test("hands on what qemu-img has made, then removes it", async () => {
    install('echo "$all" > "$2"');
    const name = `N.${hostname()}.${process.pid}`;
    expect((await convert()).replace(/\d+(?=\.[^/]+$)/, "N")).toBe(
        `convert -p -O qcow2 -o compat=1.1 ${SOURCE} /out/${name}\n`,
    );
    expect(cache.list("conversions")).toEqual([]);
});

test("asks before how much it will be", async () => {
    install("", 'echo "qemu-img: $all" >&2; exit 1');
    await expect(convert()).rejects.toThrow(`: measure --output=json -O qcow2 ${SOURCE}. `);
});

test("shows qemu-img its source, a folder to write to, programs, and nothing else", async () => {
    const looks = [
        "cat /proc/self/fd/3",
        "echo; ls / | tr '\\n' ' '",
        "echo; grep -c : /proc/net/dev",
        "grep CapEff /proc/self/status",
        "ls /etc",
        "env | grep -v '^PWD=' | sort",
    ];
    install(`{ ${looks.join("; ")}; } > "$2"`);
    // The script itself lies in /tmp.
    expect(await convert()).toMatch(
        /^an image\nbin dev etc lib (lib64 )?out proc tmp usr \n1\nCapEff:\t0{16}\nld\.so\.cache\nLC_ALL=C\nPATH=\/usr\/bin:\/bin\n$/,
    );
});

test("without a sandbox nothing is converted", async () => {
    install('echo converted > "$2"');
    process.env["PATH"] = `${join(cache.folder, "bin")}:/usr/bin:/bin`;
    const bwrap = join(cache.folder, "bin", "bwrap");
    const script = "#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2; exit 1\n";
    writeFileSync(bwrap, script, { mode: 0o755 });
    await expect(convert()).rejects.toMatchObject({
        message: `Image "/images/xp.vhd" must be converted in a sandbox, but bubblewrap could not create one: No permissions to create new namespace. Allow bubblewrap to create one (run as root, or enable user namespaces), or, if you trust the image's source, convert it with "qemu-img convert -f vpc -O qcow2 /images/xp.vhd xp.qcow2". [sandbox-refused]`,
    });
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
        message: `Image "/images/xp.vhd" could not be converted: ${why}. Use an intact copy, or convert it to qcow2 with the program that made it. [conversion-failed]`,
    });
    expect(cache.list("conversions")).toEqual([]);
});

test("a use that fails leaves nothing", async () => {
    install('echo converted > "$2"');
    await expect(convert(() => Promise.reject(new Error("full")))).rejects.toThrow("full");
    expect(cache.list("conversions")).toEqual([]);
});

test("a run that is cut off ends qemu-img and leaves nothing", async () => {
    const SLEEP = "sleep 61.5";
    install(`echo "    (1.00/100%)"; echo half > "$2"; exec ${SLEEP}`);
    const sleeping = () => processes().some(({ command }) => command.join(" ") === SLEEP);
    const controller = new AbortController();
    const result = convert(undefined, controller.signal);
    while (!sleeping()) await sleep(10);
    controller.abort(new Error("cut off"));
    await expect(result).rejects.toThrow("cut off");
    while (sleeping()) await sleep(10);
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
    install('echo converted > "$2"', `echo '{ "required": ${2 ** 60} }'`);
    const folder = cache.path("conversions");
    const refusal = await convert().catch((error: unknown) => (error as Error).message);
    expect(refusal.replace(/\d+(?= bytes free)/, "N")).toBe(
        `"${folder}" has N bytes free, but the image needs ${2 ** 60}. ` +
            "Make room there, or set XDG_CACHE_HOME to a folder on a larger disk. [no-space-here]",
    );
    expect(cache.list("conversions")).toEqual([]);
});

test("a qemu-img that tells no size is not trusted", async () => {
    install("", "echo much");
    await expect(convert()).rejects.toMatchObject({
        message:
            'Image "/images/xp.vhd" could not be converted: qemu-img does not tell its size. Use an intact copy, or convert it to qcow2 with the program that made it. [conversion-failed]',
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
            `Image "/images/xp.vhd" is vhd and must be converted, but "${program}" is not installed here. ` +
            'Install it with "sudo apt install qemu-utils bubblewrap util-linux" or "sudo dnf install qemu-img bubblewrap util-linux". [converter-missing]',
    });

    test.each([
        ["prlimit", []],
        ["setpriv", ["prlimit"]],
        ["bwrap", ["prlimit", "setpriv"]],
        ["qemu-img", ["prlimit", "setpriv", "bwrap"]],
    ])("%s says so", async (missing, programs) => {
        only(...programs);
        await expect(convert()).rejects.toMatchObject(refusal(missing));
    });
});
