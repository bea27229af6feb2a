// @ts-nocheck: the loader has no types.
/** Makes Node compile a module once, however often it runs: reloading the same modules is mostly compilation. */
const Module = require("node:module");
const { dirname } = require("node:path");
const { compileFunction } = require("node:vm");

const NAMES = ["exports", "require", "module", "__filename", "__dirname"];

/** @param isRunAgain Whether a file is reloaded. */
exports.compileOnce = (isRunAgain) => {
    const compiled = new Map();
    const compile = Module.prototype._compile;
    Module.prototype._compile = function (content, file, ...rest) {
        if (!isRunAgain(file)) return compile.call(this, content, file, ...rest);
        let known = compiled.get(file);
        if (known?.content !== content)
            known = {
                content,
                run: compileFunction(content, NAMES, { filename: file }),
            };
        compiled.set(file, known);
        const require = (name) => this.require(name);
        require.resolve = (name) => Module._resolveFilename(name, this);
        require.cache = Module._cache;
        return known.run.call(this.exports, this.exports, require, this, file, dirname(file));
    };
};
