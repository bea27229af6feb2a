// @ts-nocheck: the loader has no types.
/**
 * Loaded before the programs of stacks (`node --require`): modules that @pulumi/pulumi loads at each start, and that only
 * a serialized function uses, are loaded when they are used. They are two thirds of what a plain program takes to start.
 */
const Module = require("node:module");

const LAZY = ["typescript", "@npmcli/arborist"];

const load = Module._load;

Module._load = function (request, parent, isMain) {
    if (!LAZY.includes(request)) return load.call(this, request, parent, isMain);
    // One that is not installed fails here, as ever.
    Module._resolveFilename(request, parent);
    let loaded;
    const module = () => (loaded ??= load.call(this, request, parent, isMain));
    // Compiled code asks whether it has to copy all that a module exports.
    return new Proxy({}, { get: (_, name) => name === "__esModule" || module()[name] });
};
