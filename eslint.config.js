const tseslint = require("typescript-eslint");
const importX = require("eslint-plugin-import-x");

/** A folder of src and the folders or files that it may import from, besides itself and the errors. */
const LAYERS = {
    // The text of an element is a value that a schema checks; reading it needs nothing else of xml.
    schema: ["xml/element.ts", "xml/parse.ts", "markdown"],
    errors: ["markdown"],
    markdown: [],
    xp: [],
    fat: [],
    iso: [],
    pcap: [],
    qcow2: [],
    xml: ["schema"],
    libvirt: [],
    // What the provider and the command do alike.
    cleanState: ["schema", "xml", "libvirt"],
    plainFiles: ["xml", "libvirt"],
    // What the root of a machine allows.
    hostPolicy: ["schema", "xp"],
    firewall: ["xml"],
    provider: [
        "schema",
        "xml",
        "libvirt",
        "fat",
        "qcow2",
        "cleanState",
        "plainFiles",
        "firewall",
        "regularFile.ts",
        "hostPolicy",
        // The order of reaches alone.
        "xp/reach.ts",
    ],
    components: ["schema", "xp", "iso", "markdown", "regularFile.ts", "hostPolicy"],
    configuration: ["components", "schema", "markdown"],
    // Titles and the disk of results are written by the component and read by the command; subnets are the schema's.
    cli: [
        "libvirt",
        "xml",
        "xp",
        "fat",
        "pcap",
        "qcow2",
        "cleanState",
        "plainFiles",
        "firewall",
        "schema",
        "markdown",
    ],
    standIn: ["libvirt"],
};

const ERRORS = "errors";

const zones = Object.entries(LAYERS).map(([folder, allowed]) => ({
    target: `./src/${folder}`,
    from: "./src",
    except: [...new Set([folder, ERRORS, ...allowed])].map((name) => `./${name}`),
    message: `src/${folder} may import from ${["itself", ERRORS, ...allowed].join(", ")} alone.`,
}));

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
        // Sockets of libvirt are opened in one place; guests are tried in another, and the engine is served in a third.
        files: ["src/**/*.ts"],
        ignores: [
            "src/libvirt/{connection,transport}.ts",
            "src/provider/ready/tryPort.ts",
            "src/provider/{server,refuseStrangers}.ts",
        ],
        rules: { "no-restricted-imports": ["error", { paths: SOCKETS }] },
    },
    {
        // Pure: what is known of libvirt's XML and of XP does no I/O and knows no Pulumi.
        files: ["src/{errors,firewall,markdown,schema,xml,xp}/**/*.ts"],
        ignores: ["src/schema/write*.ts", "src/schema/generate/{write*,ruleErrors}.ts"],
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
