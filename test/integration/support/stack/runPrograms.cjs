// @ts-nocheck: Pulumi's own modules have no types for this.
/**
 * Runs the programs of one stack, one after the other, for the Pulumi command line (`--client`), as the
 * Automation API does for inline programs. A separate process for each run would spend half of its processor
 * time on loading modules.
 *
 * Its arguments are the program's file and the folder from which Pulumi's modules are resolved. It prints the
 * port on which it listens, and ends with its standard input.
 */
const { AsyncLocalStorage } = require("node:async_hooks");
const { createRequire } = require("node:module");
const { join } = require("node:path");
const { compileOnce } = require("./compileOnce.cjs");

const [program, root] = process.argv.slice(2);
const pulumi = (name) => createRequire(join(root, "package.json"))(`@pulumi/pulumi/${name}`);
const grpc = createRequire(createRequire(join(root, "package.json")).resolve("@pulumi/pulumi"))(
    "@grpc/grpc-js",
);
const errors = pulumi("errors");
const log = pulumi("log");
const { setAllConfig } = pulumi("runtime/config");
const settings = pulumi("runtime/settings");
const { runInPulumiStack } = pulumi("runtime/stack");
const { withLocalStorage } = pulumi("runtime/state");
const { defaultErrorMessage } = pulumi("cmd/run/error");
const services = pulumi("proto/language_grpc_pb");
const messages = pulumi("proto/language_pb");
const { PluginInfo } = pulumi("proto/plugin_pb");

const isOfProgram = (file) => !file.includes("/node_modules/");
compileOnce(isOfProgram);

/** Keeps Pulumi's modules and reloads a program's own, as a separate process would. */
function load() {
    for (const file of Object.keys(require.cache))
        if (isOfProgram(file)) delete require.cache[file];
    const exported = require(program);
    return typeof exported === "function" ? exported() : exported;
}

/** Errors arrive together; after such a pause there are no more. */
const PATIENCE_MILLISECONDS = 500;

/** The text with which Pulumi's program host reports an exception (cmd/run/run.js). */
function textOf(error) {
    if (errors.RunError.isInstance(error)) return error.message;
    if (errors.ResourceError.isInstance(error) && error.hideStack) return error.message;
    return `Running program '${program}' failed with an unhandled exception:\n${defaultErrorMessage(error)}`;
}

/** Each run's handler of uncaught errors. A killed run never ends, and can fail late. */
const errorHandlers = new AsyncLocalStorage();
for (const event of ["uncaughtException", "unhandledRejection"])
    process.on(event, (error) => errorHandlers.getStore()?.(error));

function run({ request }, callback) {
    const reported = new Set();
    let giveUp;
    const givenUp = new Promise((resolve) => (giveUp = resolve));
    let patience;
    const report = (error) => {
        if (reported.has(error)) return;
        reported.add(error);
        // A separate process would end here: whatever waits for a failed input waits forever.
        clearTimeout(patience);
        patience = setTimeout(giveUp, PATIENCE_MILLISECONDS);
        if (!errors.isGrpcError(error)) log.error(textOf(error), error.resource);
    };
    const work = async () => {
        const [engine = ""] = request.getArgsList();
        settings.resetOptions(
            request.getProject(),
            request.getStack(),
            request.getParallel(),
            engine,
            request.getMonitorAddress(),
            request.getDryrun(),
            request.getOrganization(),
        );
        const config = Object.fromEntries(request.getConfigMap().entries());
        setAllConfig(config, request.getConfigsecretkeysList());
        try {
            await runInPulumiStack(load);
        } catch (error) {
            report(error);
        }
        await settings.disconnect(reported.size === 0);
    };
    return errorHandlers.run(report, () =>
        withLocalStorage(async () => {
            await Promise.race([work(), givenUp]);
            const response = new messages.RunResponse();
            response.setBail(reported.size > 0 || log.hasErrors());
            callback(undefined, response);
        }),
    );
}

const server = new grpc.Server();
server.addService(services.LanguageRuntimeService, {
    run,
    getRequiredPlugins: (_call, callback) =>
        callback(undefined, new messages.GetRequiredPluginsResponse()),
    getPluginInfo: (_call, callback) => callback(undefined, new PluginInfo()),
});
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error) throw error;
    process.stdout.write(`${port}\n`);
});
process.stdin.on("end", () => process.exit()).resume();
