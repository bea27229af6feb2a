import { writtenText } from "../../../src/provider/storage/writtenText";

test.each([
    [397_312, undefined],
    [4 * 2 ** 20, undefined],
    [4 * 2 ** 20 + 1, "discards 4 MiB"],
    [300 * 2 ** 20, "discards 300 MiB"],
    [1.2 * 2 ** 30, "discards 1.2 GiB"],
])("describes an image of %i bytes in preview as %s", (bytes, text) => {
    expect(writtenText(bytes)).toBe(text);
});
