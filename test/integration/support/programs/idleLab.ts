import { output } from "../host/command";
import { MIB } from "./volumeLab";

/** A program with one lab, whose guests have nothing to boot and are powered off without a shutdown request. */
export const idleLab = (args: string, before = "") => `
const { GoldenImage, Lab } = require("${process.cwd()}/dist/index.js");
const provider = new libvirt.Provider("libvirt");
const idle = { accelerator: "tcg", shutdownTimeoutSeconds: 0 };
const transformations = [({ type, props, opts }) =>
    type === "libvirt:index:Domain" ? { props: { ...props, ...idle }, opts } : undefined];
const options = { providers: [provider], transformations };
${before}
const lab = new Lab("lab", ${args}, options);
exports.machines = lab.machines;
`;

/** Creates an empty disk image; another size means another content. */
export const emptyImage = (file: string, mebibytes: number) =>
    output("qemu-img", ["create", "-q", "-f", "qcow2", file, String(mebibytes * MIB)]);
