// @ts-nocheck: the loader has no types.
/**
 * Preloaded before the programs of stacks (`node --require`). Defers modules that @pulumi/pulumi loads at each
 * start and that only a serialized function uses: they are two thirds of the start time of a plain program.
 */
const Module = require("node:module");

const LAZY = ["typescript", "@npmcli/arborist"];

const load = Module._load;

Module._load = function (request, parent, isMain) {
    if (!LAZY.includes(request)) return load.call(this, request, parent, isMain);
    // A missing module still fails here.
    Module._resolveFilename(request, parent);
    let loaded;
    const module = () => (loaded ??= load.call(this, request, parent, isMain));
    // Compiled code reads __esModule to decide whether to copy a module's exports.
    return new Proxy({}, { get: (_, name) => name === "__esModule" || module()[name] });
};
