// @ts-check
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
    copyFileSync,
    existsSync,
    mkdirSync,
    readFileSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** The prefix takes 800 MB; a command file fills the rest with zeros, as Windows' disk. */
const DISK = "1200m";
const RUN_LIMIT_MS = 120_000;
/** Programs of Windows that Wine lacks or plays; ours record how they are called. */
const RECORDED = ["fsutil", "powercfg", "shutdown"];

/** Makes a terminal, prints its name, and copies what is written to it to the file in its argument. */
const PORT = String.raw`
open(my $m, "+<", "/dev/ptmx") or die; my $n = pack("i", 0);
ioctl($m, 0x40045431, $n) or die; ioctl($m, 0x80045430, $n) or die;
my $t = "/dev/pts/" . unpack("i", $n); system("stty", "-F", $t, "raw", "-echo");
open(my $keep, "+<", $t) or die; symlink($t, "/mnt/com1") or die;
open(my $o, ">", $ARGV[0]) or die; binmode $o; $| = 1; print "$t\n";
while (sysread($m, my $b, 4096)) { syswrite($o, $b) }
`;

/**
 * Wine in a Debian's folder, in the mounts and processes of the caller: a disk in memory as C:, folders as A:, D: and E:, and a
 * terminal as COM1. There is no other port, so nothing reaches the host's.
 */
export class WineSession {
    /** @param {string} root */
    constructor(root) {
        this.root = root;
        this.place = join(root, "mnt");
    }

    /** @param {string} helper the program for Windows */
    async begin(helper) {
        mount("-t", "proc", "proc", join(this.root, "proc"));
        mount("-t", "tmpfs", "-o", `size=${DISK}`, "xplab-wine", this.place);
        mount(
            "-t",
            "devpts",
            "-o",
            "newinstance,ptmxmode=0666",
            "devpts",
            join(this.root, "dev/pts"),
        );
        this.run(["wineboot", "-i"]);
        this.run(["wineserver", "-w"]);
        rmSync(this.drive("z"), { force: true });
        const system = join(this.disk, "windows/system32");
        for (const name of RECORDED) {
            rmSync(join(system, `${name}.exe`), { force: true });
            copyFileSync(helper, join(system, `${name}.exe`));
        }
        copyFileSync(helper, join(this.disk, "helper.exe"));
        for (const letter of ["a", "d", "e"]) {
            mkdirSync(join(this.place, letter));
            symlinkSync(`/mnt/${letter}`, this.drive(letter));
        }
        await this.openPort();
        const wine = ["reg", "add"];
        this.wine([...wine, "HKCU\\Software\\Wine", "/v", "Version", "/d", "winxp64", "/f"]);
        this.wine([...wine, "HKLM\\Software\\Wine\\Ports", "/v", "COM1", "/d", "/mnt/com1", "/f"]);
        this.run(["wineserver", "-k"]);
        this.run(["wineserver", "-w"]);
        this.run(["wineserver", "-p"]);
        return this.wine(["cmd", "/c", "ver"]).stdout.trim();
    }

    async openPort() {
        const port = spawn("chroot", [this.root, "perl", "-e", PORT, "/mnt/com1.log"], {
            stdio: ["ignore", "pipe", "inherit"],
        });
        await once(port.stdout, "data");
    }

    get disk() {
        return join(this.place, "p/drive_c");
    }

    /** @param {string} letter */
    drive(letter) {
        return join(this.place, `p/dosdevices/${letter}:`);
    }

    /**
     * Replaces what is in a drive.
     * @param {string} letter
     * @param {Readonly<Record<string, string>>} files contents by path, a character a byte
     */
    fill(letter, files) {
        const folder = join(this.place, letter);
        rmSync(folder, { recursive: true, force: true });
        mkdirSync(folder);
        for (const [path, text] of Object.entries(files)) {
            mkdirSync(join(folder, path, ".."), { recursive: true });
            writeFileSync(join(folder, path), text, "latin1");
        }
    }

    /** Removes what an earlier run has left on C:. @param {readonly string[]} names */
    remove(names) {
        for (const name of names) {
            rmSync(join(this.disk, name), { recursive: true, force: true });
        }
        writeFileSync(join(this.place, "com1.log"), "");
    }

    /** @param {string} path below C: */
    read(path) {
        const file = join(this.disk, path);
        return existsSync(file) ? readFileSync(file, "latin1") : undefined;
    }

    /** The lines on COM1; a moment passes until the last has gone through the terminal. */
    async port() {
        await sleep(200);
        const text = readFileSync(join(this.place, "com1.log"), "latin1");
        return text
            .replaceAll("\0", "")
            .split(/\r?\n/)
            .filter((line) => line !== "");
    }

    /** The calls of the recorded programs. */
    calls() {
        return (this.read("calls.log") ?? "").split(/\r?\n/).filter((line) => line !== "");
    }

    /** @param {readonly string[]} words */
    wine(words) {
        return this.run(["wine", ...words]);
    }

    /**
     * Runs a mode of the helper over lines, and returns its lines.
     * @param {string} mode
     * @param {readonly string[]} lines
     */
    ask(mode, lines) {
        writeFileSync(join(this.disk, "list.txt"), lines.join("\r\n"), "latin1");
        const answers = this.wine(["C:\\helper.exe", mode, "C:\\list.txt"]).stdout.split(/\r?\n/);
        return answers.slice(0, lines.length);
    }

    /** @param {readonly string[]} words */
    run(words) {
        const variables = [
            "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
            ...["HOME=/mnt", "WINEPREFIX=/mnt/p", "WINEARCH=win64", "WINEDEBUG=-all", "LC_ALL=C"],
            `WINEDLLOVERRIDES=mscoree,mshtml=;${RECORDED.map((name) => `${name}.exe`).join(",")}=n`,
        ];
        const { status, stdout, stderr } = spawnSync(
            "chroot",
            [
                this.root,
                "/usr/bin/env",
                "-C",
                existsSync(this.disk) ? "/mnt/p/drive_c" : "/",
                "-i",
                ...variables,
                ...words,
            ],
            {
                encoding: "latin1",
                timeout: RUN_LIMIT_MS,
                // Wine's server keeps the descriptors that it was started with.
                stdio: ["ignore", words[0] === "wine" ? "pipe" : "ignore", "ignore"],
            },
        );
        return { status, stdout: stdout ?? "", stderr: stderr ?? "" };
    }
}

/** @param {string[]} words */
function mount(...words) {
    const { status, stderr } = spawnSync("mount", words, { encoding: "utf8" });
    if (status !== 0) throw new Error(`mount ${words.join(" ")}: ${stderr}`);
}
