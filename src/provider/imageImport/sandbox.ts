/** The descriptor under which a program in the sandbox has its source. */
const SOURCE_FD = 3;

/** Where a program in the sandbox has its source, and where it may write. */
export const SOURCE = `/proc/self/fd/${SOURCE_FD}`;
export const OUT = "/out";

/** What of the host a program needs to run at all. */
const READ = ["/usr", "/bin", "/lib", "/lib64", "/etc/ld.so.cache"];

/**
 * The words before a program that reads what may be hostile: bubblewrap gives it namespaces of its own without a network, no
 * capability, no environment, and of the files only programs, one folder to write to, and the source, which is opened already.
 * systemd-run needs systemd, setpriv keeps the file system open, and Landlock came to setpriv with util-linux 2.40.
 *
 * @param program Its path.
 * @param folder Where it may write; without it, nowhere.
 */
export const sandboxed = (program: string, folder?: string): string[] => [
    "bwrap",
    ...["--unshare-all", "--unshare-user", "--die-with-parent", "--new-session"],
    ...["--cap-drop", "ALL", "--clearenv"],
    // The texts of errors are shown as they are, in one language.
    ...["--setenv", "LC_ALL", "C", "--setenv", "PATH", "/usr/bin:/bin"],
    ...READ.flatMap((path) => ["--ro-bind-try", path, path]),
    ...["--ro-bind", program, program],
    ...["--proc", "/proc", "--dev", "/dev", "--chdir", "/"],
    ...(folder === undefined ? [] : ["--bind", folder, OUT]),
    "--",
    program,
];
