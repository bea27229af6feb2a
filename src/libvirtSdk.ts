/** The provider's SDK, which outsiders import as `xplab/libvirt`. */
export * from "@pulumi/libvirt";
