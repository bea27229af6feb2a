const { availableParallelism } = require("node:os");

const transform = {
    "^.+\\.(ts|mjs)$": [
        "@swc/jest",
        {
            jsc: { parser: { syntax: "typescript" }, target: "es2022" },
            module: { type: "commonjs" },
        },
    ],
};

const common = {
    transform,
    // Shows the time of every file.
    slowTestThreshold: 0,
    // A dynamic import of a module of ours names the file that it is compiled to.
    moduleNameMapper: { "^(\\.{1,2}/.*)\\.js$": "$1" },
    modulePathIgnorePatterns: ["<rootDir>/dist", "<rootDir>/sdks/libvirt/bin", "<rootDir>/.lab"],
};

/** In hosts of their own, see test/integration/host. */
const onHost = {
    runner: "<rootDir>/test/integration/host/runner.ts",
    testEnvironment: "<rootDir>/test/integration/host/environment.ts",
    globalSetup: "<rootDir>/test/integration/globalSetup.ts",
    globalTeardown: "<rootDir>/test/integration/globalTeardown.ts",
};

module.exports = {
    // Files of the integration tests wait for guests half of their time.
    maxWorkers: Math.ceil(1.5 * availableParallelism()),
    // A busy machine is no reason to fail: this is for what hangs.
    testTimeout: 60_000,
    testSequencer: "<rootDir>/test/longestFirst.cjs",
    projects: [
        {
            ...common,
            displayName: "unit",
            testMatch: ["<rootDir>/test/**/*.test.ts"],
            setupFiles: ["<rootDir>/test/fastCheck.ts"],
            setupFilesAfterEnv: ["<rootDir>/test/ownCache.ts"],
        },
        {
            ...common,
            ...onHost,
            displayName: "integration",
            testMatch: ["<rootDir>/test/**/*.itest.ts"],
        },
        {
            ...common,
            ...onHost,
            displayName: "faults",
            testMatch: ["<rootDir>/test/**/*.faults.ts"],
        },
        {
            ...common,
            displayName: "fuzz",
            testMatch: ["<rootDir>/test/**/*.fuzz.ts"],
        },
    ],
};
