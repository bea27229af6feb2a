const tseslint = require("typescript-eslint");
const importX = require("eslint-plugin-import-x");

/** A folder of src, or a file, and what it may import from besides itself and the errors. */
const LAYERS = {
    errors: [],
    xp: [],
    fat: ["diskImage/partitions.ts"],
    iso: [],
    pcap: [],
    libvirt: [],
    // Runs other programs.
    process: [],
    "cacheFolder.ts": [],
    "xml/tree": [],
    // The text of an element is a value that a schema checks.
    schema: ["xml/tree"],
    xml: ["schema"],
    firewall: ["xml"],
    // The rules for the root of a machine.
    hostPolicy: ["schema", "xp"],
    diskImage: ["schema"],
    // Used by both the provider and the command.
    cleanState: ["schema", "xml", "libvirt"],
    plainFiles: ["xml", "libvirt", "diskImage/magics.ts"],
    provider: [
        "schema",
        "xml",
        "libvirt",
        "fat",
        "diskImage",
        "cleanState",
        "plainFiles",
        "firewall",
        "hostPolicy",
        "process",
        "cacheFolder.ts",
        // The order of reaches alone.
        "xp/reach/reach.ts",
    ],
    components: ["schema", "xp", "iso", "diskImage", "hostPolicy"],
    configuration: ["components", "schema", "cacheFolder.ts"],
    // Titles and the disk of results are written by the component and read by the command; subnets are the schema's.
    cli: [
        "libvirt",
        "xml",
        "xp",
        "fat",
        "pcap",
        "diskImage",
        "cleanState",
        "plainFiles",
        "firewall",
        "schema",
        "process",
    ],
    standIn: ["libvirt"],
};

/** A folder of src/provider and those that it may import from besides itself and `lifecycle`. */
const PROVIDER_LAYERS = {
    lifecycle: [],
    cache: [],
    storage: [],
    imageImport: ["cache", "storage"],
    volume: ["storage", "imageImport"],
    network: ["storage"],
    domain: ["cache", "storage", "network", "volume"],
    cleanState: ["storage", "domain"],
    install: ["cache", "storage", "imageImport", "domain"],
    functions: ["network"],
    beyond: ["imageImport"],
};

/**
 * @param {string} base
 * @param {string} folder of `base`
 * @param {readonly string[]} allowed names in `base`
 */
const zone = (base, folder, allowed) => ({
    target: `./${base}/${folder}`,
    from: `./${base}`,
    except: allowed.map((name) => `./${name}`),
    message: `${base}/${folder} may import from ${allowed.join(", ")} alone.`,
});

const zones = [
    ...Object.entries(LAYERS).map(([folder, allowed]) =>
        zone("src", folder, [...new Set([folder, "errors", ...allowed])]),
    ),
    ...Object.entries(PROVIDER_LAYERS).map(([folder, allowed]) =>
        zone("src/provider", folder, [...new Set([folder, "lifecycle", ...allowed])]),
    ),
];

const SOCKETS = ["node:net", "net", "node:tls", "tls"];

module.exports = tseslint.config(
    { ignores: ["dist", "templates", "node_modules", "sdks/libvirt", ".lab", "coverage"] },
    {
        files: ["**/*.ts"],
        extends: [tseslint.configs.strictTypeChecked],
        plugins: { "import-x": importX },
        languageOptions: { parserOptions: { projectService: true } },
        settings: {
            "import-x/resolver": { node: { extensions: [".ts", ".js"] } },
            // Without these the imports of no file are read, and no cycle is found.
            "import-x/extensions": [".ts"],
            "import-x/parsers": { "@typescript-eslint/parser": [".ts"] },
        },
        rules: {
            "import-x/no-restricted-paths": ["error", { zones }],
            // Packages import nothing of ours.
            "import-x/no-cycle": ["error", { ignoreExternal: true }],
            "@typescript-eslint/restrict-template-expressions": [
                "error",
                { allowNumber: true, allowBoolean: true },
            ],
            curly: ["error", "multi-line"],
            "@typescript-eslint/no-confusing-void-expression": "off",
            "@typescript-eslint/no-unused-vars": [
                "error",
                { varsIgnorePattern: "^_", argsIgnorePattern: "^_" },
            ],
            // An aborted signal's reason is typed any.
            "@typescript-eslint/prefer-promise-reject-errors": [
                "error",
                { allowThrowingAny: true, allowThrowingUnknown: true },
            ],
        },
    },
    {
        // A table may be longer; it says so, and why, in a comment of its own.
        files: ["src/**/*.ts"],
        rules: {
            "max-lines": ["error", 300],
            "max-lines-per-function": ["error", 50],
        },
    },
    {
        // Sockets of libvirt are opened in one place; guests are tried in another, and the engine is served in a third.
        files: ["src/**/*.ts"],
        ignores: [
            "src/libvirt/rpc/transport.ts",
            "src/libvirt/connection/connection.ts",
            "src/provider/domain/ready/tryPort.ts",
            "src/provider/plugin/{server,refuseStrangers}.ts",
        ],
        rules: { "no-restricted-imports": ["error", { paths: SOCKETS }] },
    },
    {
        // Pure: what is known of libvirt's XML and of XP does no I/O and knows no Pulumi.
        files: ["src/{errors,firewall,schema,xml,xp}/**/*.ts"],
        rules: {
            "no-restricted-imports": ["error", { patterns: ["node:*", "@pulumi/*", "@grpc/*"] }],
        },
    },
    {
        // A generator without await is how a test makes a source.
        files: ["test/**/*.ts"],
        rules: { "@typescript-eslint/require-await": "off" },
    },
    {
        files: ["tools/**/*.mjs", "bench/**/*.mjs", "*.js"],
        languageOptions: { ecmaVersion: 2024 },
        rules: { "prefer-const": "error", "no-unused-vars": "error", eqeqeq: "error" },
    },
);
