import { element } from "../../../src/xml/tree/element";
import { mebibytes } from "../../../src/xml/tree/memorySize";

test.each([
    [262144, undefined, 256],
    [262144, "KiB", 256],
    [262144, "k", 256],
    [262144, "K", 256],
    [1 << 20, "b", 1],
    [1 << 20, "bytes", 1],
    [256, "MiB", 256],
    [256, "M", 256],
    [2, "GiB", 2048],
    [1, "T", 1 << 20],
    [1, "PiB", 2 ** 30],
    [1, "EiB", 2 ** 40],
    [131072, "KB", 125],
    [16384, "MB", 15625],
    [1536, "KiB", 1.5],
])("reads %s %s as %s MiB", (value, unit, expected) => {
    expect(mebibytes(element("memory", { unit }, value))).toBe(expected);
});
