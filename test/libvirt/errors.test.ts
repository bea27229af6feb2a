import * as errors from "../../src/libvirt/errors";

function libvirtError(code: number): errors.LibvirtError {
    return new errors.LibvirtError({ message: "", code, domain: 0, level: 2, procedure: "p" });
}

test.each([
    ["isNoDomain", errors.isNoDomain, [42]],
    ["isNoNetwork", errors.isNoNetwork, [43]],
    ["isNoStoragePool", errors.isNoStoragePool, [49]],
    ["isNoStorageVolume", errors.isNoStorageVolume, [50]],
    ["isNoNwfilter", errors.isNoNwfilter, [62]],
    ["isNoInterface", errors.isNoInterface, [57]],
    ["isNoSecret", errors.isNoSecret, [66]],
    ["isNoDomainMetadata", errors.isNoDomainMetadata, [80]],
    ["isNotFound", errors.isNotFound, [42, 43, 49, 50, 53, 57, 62, 66]],
    ["isOperationInvalid", errors.isOperationInvalid, [55]],
    ["isOperationFailed", errors.isOperationFailed, [9]],
    ["isStorageVolumeExists", errors.isStorageVolumeExists, [90]],
    ["isResourceBusy", errors.isResourceBusy, [87]],
    ["isInvalidXml", errors.isInvalidXml, [27, 35, 92]],
    ["isUnsupported", errors.isUnsupported, [3, 67, 74, 84]],
    ["isDenied", errors.isDenied, [29, 45, 79, 88, 94]],
])("%s matches its codes and no others", (_name, predicate, codes) => {
    const all = Array.from({ length: 120 }, (_, code) => code);
    expect(all.filter((code) => predicate(libvirtError(code)))).toEqual(codes);
});

test("does not match another error with the same code", () => {
    expect(errors.isNoDomain(Object.assign(new Error("no domain"), { code: 42 }))).toBe(false);
});
