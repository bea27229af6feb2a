// @ts-nocheck: what is compiled has no types here.
/**
 * Serves providers, one at a time: a connection to its port stands for a plugin's process. It receives the
 * plugin's environment, and sends the provider's port, or "busy" while it serves another one. Most of the
 * processor time of a plugin's process is spent on loading modules.
 *
 * Its argument is the port.
 */
const { createServer } = require("node:net");
const { join, resolve, sep } = require("node:path");
const { compileOnce } = require("../support/stack/compileOnce.cjs");

const DIST = resolve(__dirname, "../../../dist");
const isOurs = (file) => file.startsWith(DIST + sep);

compileOnce(isOurs);

/** Keeps packages and reloads our own modules, as a separate process would. */
function load() {
    for (const file of Object.keys(require.cache)) if (isOurs(file)) delete require.cache[file];
    const { serveEngine } = require(join(DIST, "provider/plugin/main.js"));
    const { Lifeline } = require(join(DIST, "provider/plugin/lifeline.js"));
    const { Libvirt } = require(join(DIST, "libvirt"));
    return { serveEngine, Lifeline, Libvirt };
}

/** Returns a function that closes all connections opened from now on, as the end of a process does. */
function closerOf(Libvirt) {
    const open = Libvirt.open;
    const opened = [];
    Libvirt.open = async (...args) => {
        const libvirt = await open.apply(Libvirt, args);
        opened.push(libvirt);
        return libvirt;
    };
    return () => opened.forEach((libvirt) => libvirt.close());
}

/** Resolves with the environment that a plugin sends: a zero byte ends each variable, and one more ends the list. */
function environmentOf(plugin) {
    return new Promise((resolve) => {
        let text = "";
        plugin.on("data", function hear(data) {
            text += data.toString("utf8");
            if (!text.endsWith("\0\0")) return;
            plugin.off("data", hear);
            const variables = text.slice(0, -2).split("\0");
            resolve(Object.fromEntries(variables.map((one) => one.split(/=(.*)/s))));
        });
    });
}

let isBusy = false;

async function serveOne(plugin) {
    plugin.on("error", () => {}); // a plugin that was killed
    const { XPLAB_TEST_ENGINE: engine, ...environment } = await environmentOf(plugin);
    if (isBusy) return plugin.end("busy\n");
    isBusy = true;
    for (const name of Object.keys(process.env)) delete process.env[name];
    Object.assign(process.env, environment);
    const { serveEngine, Lifeline, Libvirt } = load();
    const closeHosts = closerOf(Libvirt);
    let served;
    const lifeline = new Lifeline(() => {
        if (served === undefined) return;
        served.close();
        served = undefined;
        closeHosts();
        plugin.destroy();
        isBusy = false;
    });
    served = await serveEngine(lifeline, plugin, Number(engine));
    plugin.write(`${served.port}\n`);
}

createServer({ allowHalfOpen: true }, serveOne).listen(Number(process.argv[2]), "127.0.0.1");
