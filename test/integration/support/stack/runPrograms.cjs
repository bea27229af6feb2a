// @ts-nocheck: Pulumi's own modules have no types for this.
/**
 * Runs the programs of one stack, one after the other, for the Pulumi command line (`--client`): what the Automation API
 * does for inline programs. A process of its own for each run spends half of the run's processor time on loading modules.
 *
 * Its arguments are the program's file and the folder that Pulumi's modules are resolved from; it says the port on which it
 * listens, and ends with its standard input.
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

/** Pulumi's modules stay; a program and what it is made of begin anew, as in a process of their own. */
function load() {
    for (const file of Object.keys(require.cache))
        if (isOfProgram(file)) delete require.cache[file];
    const exported = require(program);
    return typeof exported === "function" ? exported() : exported;
}

/** Errors come together; so long after the last one there is none to come. */
const PATIENCE_MILLISECONDS = 500;

/** As Pulumi's host for programs tells of what one throws (cmd/run/run.js). */
function textOf(error) {
    if (errors.RunError.isInstance(error)) return error.message;
    if (errors.ResourceError.isInstance(error) && error.hideStack) return error.message;
    return `Running program '${program}' failed with an unhandled exception:\n${defaultErrorMessage(error)}`;
}

/** What tells of errors that nobody catches, for each run: one that was killed never ends, and fails late. */
const tellers = new AsyncLocalStorage();
for (const event of ["uncaughtException", "unhandledRejection"])
    process.on(event, (error) => tellers.getStore()?.(error));

function run({ request }, callback) {
    const told = new Set();
    let giveUp;
    const givenUp = new Promise((resolve) => (giveUp = resolve));
    let patience;
    const tell = (error) => {
        if (told.has(error)) return;
        told.add(error);
        // A process of its own would end here: what waits for an input that failed waits for ever.
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
            tell(error);
        }
        await settings.disconnect(told.size === 0);
    };
    return tellers.run(tell, () =>
        withLocalStorage(async () => {
            await Promise.race([work(), givenUp]);
            const response = new messages.RunResponse();
            response.setBail(told.size > 0 || log.hasErrors());
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
