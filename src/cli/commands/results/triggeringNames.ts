/** Names that make a tool of the host act when somebody enters, lists or opens the folder, or runs a command there. */
interface TriggeringName {
    /** Matches the whole name, in lower case. */
    readonly pattern: RegExp;
    /** The tools that act on it. */
    readonly by: string;
    /** The documentation of that. */
    readonly source: string;
}

/** The first match counts. */
const TRIGGERING_NAMES: readonly TriggeringName[] = [
    {
        // .git, .hg, .envrc, .vscode, .npmrc, .yarnrc.yml, .exrc, .dir-locals.el, .gdbinit, .htaccess and others.
        pattern: /^\./,
        by: "version control, shells, editors and package managers",
        source: "git-config(1) core.fsmonitor; direnv(1); code.visualstudio.com/docs/editor/tasks; npmrc(5); yarnpkg.com yarnPath; gdb: Auto-loading",
    },
    {
        // Together with objects and refs, or with a file commondir that points to them.
        pattern: /^head$/,
        by: "git, as the HEAD of a bare repository",
        source: "gitrepository-layout(5); git-config(1) safe.bareRepository",
    },
    {
        pattern: /^(desktop\.ini|autorun\.inf|folder\.htt)$/,
        by: "Windows Explorer",
        source: "learn.microsoft.com: How to Customize Folders with Desktop.ini; Autorun.inf Entries",
    },
    {
        pattern: /\.(lnk|url|scf|library-ms|search-ms|searchconnector-ms|theme)$/,
        by: "Windows Explorer, which looks up its target",
        source: "attack.mitre.org T1187",
    },
    {
        pattern: /\.(desktop|directory)$/,
        by: "file managers",
        source: "specifications.freedesktop.org: Desktop Entry",
    },
    {
        pattern:
            /^(gnumakefile|makefile|justfile|rakefile|vagrantfile|snakefile|sconstruct)(\.(am|common|in|inc|local|mk|rb))?$/,
        by: "build tools, and editors that run them",
        source: "make(1); just.systems; rake(1); developer.hashicorp.com/vagrant; code.visualstudio.com: Makefile Tools",
    },
    {
        pattern:
            /^(cmakelists\.txt|cmakepresets\.json|meson\.build|build(\.bazel)?|workspace(\.bazel)?|module\.bazel|buck)$/,
        by: "build tools, which editors run on opening",
        source: "code.visualstudio.com: CMake Tools cmake.configureOnOpen; mesonbuild.com; bazel.build",
    },
    {
        pattern:
            /^(package(-lock)?\.json|deno\.jsonc?|bunfig\.toml|node_modules|yarn\.lock|pnpm-workspace\.yaml|lerna\.json|nx\.json|turbo\.json)$/,
        by: "package managers, and editors that run what it names",
        source: "docs.npmjs.com: scripts, life cycle; code.visualstudio.com: typescript.tsdk",
    },
    {
        pattern: /^(gulpfile|gruntfile|gatsby-.*)\..*$|\.(config|conf|setup)\.[cm]?[jt]sx?$/,
        by: "linters, formatters and bundlers, which editors run on opening",
        source: "eslint.org: Configuration Files; prettier.io; vite.dev",
    },
    {
        pattern:
            /^(setup\.(py|cfg)|pyproject\.toml|conftest\.py|noxfile\.py|tox\.ini|pytest\.ini|(site|user)customize\.py|pyvenv\.cfg|pipfile|tasks\.py|dodo\.py|manage\.py)$/,
        by: "Python and its tools",
        source: "docs.python.org: site; docs.pytest.org: conftest.py; code.visualstudio.com: Python environments",
    },
    {
        pattern:
            /^(cargo\.toml|build\.rs|rust-toolchain(\.toml)?|go\.(mod|work)|mix\.exs|rebar\.config|gemfile|composer\.json|package\.swift|build\.sbt|dune-project|stack\.yaml|project\.clj|shard\.yml)$|\.(gemspec|cabal)$/,
        by: "compilers and package managers, which editors run on opening",
        source: "rust-analyzer.github.io: Security; go.dev/ref/mod: toolchains; bundler.io; getcomposer.org",
    },
    {
        pattern:
            /^(pom\.xml|build\.xml|gradlew?(\.bat)?|mvnw(\.cmd)?|gradle\.properties|directory\.(build|packages)\.(props|targets)|nuget\.config|global\.json)$|\.(gradle(\.kts)?|sln|slnx|[a-z]+proj|props|targets)$/,
        by: "build tools of Java and .NET, which editors run on opening",
        source: "docs.gradle.org; maven.apache.org; learn.microsoft.com: MSBuild, customize your build",
    },
    {
        pattern:
            /^(flake|shell|default|devenv)\.nix$|^(mise(\..*)?|devbox\.json|devcontainer\.json|lefthook\.ya?ml|procfile|brewfile|taskfile\..*)$/,
        by: "environment managers, which shells run on entering",
        source: "nix.dev: nix-shell; mise.jdx.dev; lefthook.dev; taskfile.dev",
    },
    {
        pattern:
            /^(dockerfile|containerfile|(docker-)?compose\.ya?ml|pulumi\.(.*\.)?ya?ml|kustomization\.ya?ml|ansible\.cfg|jenkinsfile)$|\.tf(vars)?(\.json)?$/,
        by: "tools that build and deploy",
        source: "docs.docker.com; pulumi.com/docs; developer.hashicorp.com/terraform; docs.ansible.com: ansible.cfg in the current directory",
    },
    {
        pattern: /\.(code-workspace|sublime-project|iml|workspace|vim|el)$|^(tags|_vimrc|_exrc)$/,
        by: "editors",
        source: "code.visualstudio.com: Workspace Trust; vimhelp.org: exrc, tags; gnu.org: Emacs, Directory Variables",
    },
];

/** The tools that act on a name; undefined when none is known. */
export function toolTriggeredBy(name: string): string | undefined {
    const lower = name.toLowerCase();
    return TRIGGERING_NAMES.find(({ pattern }) => pattern.test(lower))?.by;
}

/** A name that no tool acts on, and that shows the original one. */
export const harmlessName = (name: string, number: number): string =>
    `${name.replace(/^\./, "dot-")}.guest${number === 1 ? "" : `-${number}`}`;
