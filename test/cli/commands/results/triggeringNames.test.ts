import {
    toolTriggeredBy,
    harmlessName,
} from "../../../../src/cli/commands/results/triggeringNames";

test.each([
    ...[".git", ".GIT", ".hg", ".envrc", ".vscode", ".npmrc", ".yarnrc.yml", ".exrc", ".anything"],
    ...["HEAD", "Desktop.ini", "autorun.inf", "photo.lnk", "docs.url", "x.scf", "Run me.desktop"],
    ...[
        "Makefile",
        "makefile",
        "GNUmakefile",
        "Makefile.am",
        "justfile",
        "Rakefile",
        "CMakeLists.txt",
    ],
    ...["package.json", "node_modules", "eslint.config.mjs", "vite.config.ts", "gulpfile.js"],
    ...["setup.py", "pyproject.toml", "conftest.py", "sitecustomize.py", "pyvenv.cfg"],
    ...["Cargo.toml", "build.rs", "go.mod", "Gemfile", "composer.json", "x.gemspec"],
    ...["pom.xml", "gradlew", "build.gradle.kts", "a.sln", "a.csproj", "Directory.Build.props"],
    ...["flake.nix", "shell.nix", "mise.toml", "devcontainer.json", "Taskfile.yml"],
    ...["Dockerfile", "compose.yaml", "Pulumi.yaml", "Pulumi.dev.yaml", "main.tf", "ansible.cfg"],
    ...["x.code-workspace", "tags", "x.sublime-project"],
])("names a tool that acts on %s", (name) => {
    expect(toolTriggeredBy(name)).toEqual(expect.any(String));
});

test.each([
    ...["report.txt", "log.1", "result.xml", "screen.png", "test.exe", "data.json", "a.config"],
    ...["Header.h", "overhead", "makefile-notes.txt", "my package.json.txt", "git", "results.js"],
])("names no tool for %s", (name) => {
    expect(toolTriggeredBy(name)).toBeUndefined();
});

test("gives new names that no tool acts on", () => {
    for (const name of [".git", "..x", "HEAD", "Makefile", "a.lnk", "eslint.config.js", "x.tf"]) {
        for (const number of [1, 2]) {
            expect(toolTriggeredBy(harmlessName(name, number))).toBeUndefined();
        }
    }
    expect(harmlessName(".git", 1)).toBe("dot-git.guest");
    expect(harmlessName("Makefile", 2)).toBe("Makefile.guest-2");
});
