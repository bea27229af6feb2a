/** Descriptor of the source in the sandbox. */
const SOURCE_FD = 3;

/** In the sandbox: the path of the source, and the folder that can be written to. */
export const SOURCE = `/proc/self/fd/${SOURCE_FD}`;
export const OUT = "/out";

/** The parts of the host that any program needs. */
const READ = ["/usr", "/bin", "/lib", "/lib64", "/etc/ld.so.cache"];

/**
 * The command line, up to its arguments, of a program that reads an image that may be hostile. bubblewrap gives it its own
 * namespaces without a network, no capability and no environment, and shows it only programs, one folder to write to, and
 * the source, which is already open. systemd-run needs systemd, setpriv leaves the file system open, and Landlock came to
 * setpriv with util-linux 2.40.
 *
 * @param program Path of the program.
 * @param folder Where it may write; by default nowhere.
 */
export const sandboxed = (program: string, folder?: string): string[] => [
    "bwrap",
    ...["--unshare-all", "--unshare-user", "--die-with-parent", "--new-session"],
    ...["--cap-drop", "ALL", "--clearenv"],
    // Its error texts are shown to the user, in one language.
    ...["--setenv", "LC_ALL", "C", "--setenv", "PATH", "/usr/bin:/bin"],
    ...READ.flatMap((path) => ["--ro-bind-try", path, path]),
    ...["--ro-bind", program, program],
    ...["--proc", "/proc", "--dev", "/dev", "--chdir", "/"],
    ...(folder === undefined ? [] : ["--bind", folder, OUT]),
    "--",
    program,
];
