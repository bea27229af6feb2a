const {
    projects: [unit],
} = require("./jest.config.js");

/** Those that need no socket: every mutant runs them, and must fail one. */
const testMatch = ["xdr/*", "rpc/packetParser", "rpc/packetLink", "rpc/remoteError"].map(
    (name) => `<rootDir>/test/libvirt/${name}.test.ts`,
);

/** Mutates what turns bytes into values and back; the tests of the wire must notice. */
module.exports = {
    testRunner: "jest",
    jest: {
        projectType: "custom",
        config: {
            ...unit,
            // This is laid over jest.config.js, whose projects would bring the tests of the host with them.
            projects: [],
            testMatch,
            setupFiles: ["<rootDir>/test/fastCheck.ts", "<rootDir>/test/withoutShrinking.ts"],
        },
    },
    mutate: [
        "src/libvirt/xdr/*.ts",
        "src/libvirt/rpc/{packet,packetParser,packetLink,remoteError}.ts",
    ],
    coverageAnalysis: "perTest",
    // A busy machine must not pass for a mutant that hangs.
    timeoutMS: 20_000,
    ignorePatterns: [".lab", "dist", "sdks/libvirt/bin"],
    reporters: ["clear-text", "progress"],
    thresholds: { high: 95, low: 90, break: 90 },
    tempDirName: ".stryker-tmp",
};
