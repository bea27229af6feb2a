import { defineError } from "../core/userError";

export const noSuchResource = defineError<{ type: string; known: readonly string[] }>({
    code: "no-such-resource",
    title: "The provider has no resource of this type",
    what: ({ type }) => `The provider has no resource "${type}".`,
    remedy: ({ known }) => `Use one of ${known.join(", ")}.`,
    example: { type: "libvirt:index:Disk", known: ["libvirt:index:Volume", "libvirt:index:Pool"] },
});

export const noSuchFunction = defineError<{ token: string; known: readonly string[] }>({
    code: "no-such-function",
    title: "The provider has no function of this name",
    what: ({ token }) => `The provider has no function "${token}".`,
    remedy: ({ known }) => `Call one of ${known.join(", ")}.`,
    example: {
        token: "libvirt:index:getDisk",
        known: ["libvirt:index:getVolume", "libvirt:index:getPool"],
    },
});

export const archivedResource = defineError<{ type: string; resource: string }>({
    code: "archived-resource",
    title: "The resource belongs to Pulumi's archived libvirt provider",
    what: ({ type }) =>
        `"${type}" is a resource of Pulumi's archived libvirt provider, not of this one.`,
    remedy: ({ resource }) =>
        `Remove it from the stack's state with "pulumi state delete", and declare it as libvirt:index:${resource}.`,
    example: { type: "libvirt:index/domain:Domain", resource: "Domain" },
});

export const archivedFunction = defineError<{ token: string; known: readonly string[] }>({
    code: "archived-function",
    title: "The function belongs to Pulumi's archived libvirt provider",
    what: ({ token }) =>
        `"${token}" is a function of Pulumi's archived libvirt provider, not of this one.`,
    remedy: ({ known }) => `Call one of ${known.join(", ")}.`,
    example: {
        token: "libvirt:index/getDomain:getDomain",
        known: ["libvirt:index:getDomain", "libvirt:index:getPool"],
    },
});
