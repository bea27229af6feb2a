import { defineError } from "../core/userError";

export const noSuchResource = defineError<{ type: string; known: readonly string[] }>({
    code: "no-such-resource",
    title: "The provider has no resource of this type",
    what: ({ type }) => `There is no resource "${type}".`,
    remedy: ({ known }) => `Use one of ${known.join(", ")}.`,
    example: { type: "libvirt:index:Disk", known: ["libvirt:index:Volume", "libvirt:index:Pool"] },
});

export const noSuchFunction = defineError<{ token: string; known: readonly string[] }>({
    code: "no-such-function",
    title: "The provider has no function of this name",
    what: ({ token }) => `There is no function "${token}".`,
    remedy: ({ known }) => `Call one of ${known.join(", ")}.`,
    example: {
        token: "libvirt:index:getDisk",
        known: ["libvirt:index:getVolume", "libvirt:index:getPool"],
    },
});

export const archivedResource = defineError<{ type: string; resource: string }>({
    code: "archived-resource",
    title: "The resource is one of Pulumi's archived libvirt provider",
    what: ({ type }) =>
        `"${type}" is a resource of Pulumi's archived libvirt provider, which this one is not.`,
    remedy: ({ resource }) =>
        `Remove it from the stack's state with "pulumi state delete" and declare it anew as libvirt:index:${resource}.`,
    example: { type: "libvirt:index/domain:Domain", resource: "Domain" },
});

export const archivedFunction = defineError<{ token: string; known: readonly string[] }>({
    code: "archived-function",
    title: "The function is one of Pulumi's archived libvirt provider",
    what: ({ token }) =>
        `"${token}" is a function of Pulumi's archived libvirt provider, which this one is not.`,
    remedy: ({ known }) => `Call one of ${known.join(", ")}.`,
    example: {
        token: "libvirt:index/getDomain:getDomain",
        known: ["libvirt:index:getDomain", "libvirt:index:getPool"],
    },
});
