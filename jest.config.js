const transform = {
    "^.+\\.(ts|mjs)$": [
        "@swc/jest",
        {
            jsc: { parser: { syntax: "typescript" }, target: "es2022" },
            module: { type: "commonjs" },
        },
    ],
};

module.exports = {
    projects: [
        { displayName: "unit", transform, testMatch: ["<rootDir>/test/**/*.test.ts"] },
        {
            displayName: "integration",
            transform,
            testMatch: ["<rootDir>/test/**/*.itest.ts"],
            globalSetup: "<rootDir>/test/integration/globalSetup.ts",
            globalTeardown: "<rootDir>/test/integration/globalTeardown.ts",
        },
    ],
};
