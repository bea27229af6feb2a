import { windows1252 } from "../../../src/xp/setup/windows1252";

test.each([
    ["A~\x7f", "A~\x7f"],
    ["\xa0ÿÄ", "\xa0\xff\xc4"],
    ["€‚Œ", "\x80\x82\x8c"],
    ["Ž‘Ÿ", "\x8e\x91\x9f"],
])("encodes %j", (text, bytes) => {
    expect(windows1252(text)).toBe(bytes);
});

test.each(["\x80", "\x81", "\x9d", "ő", "日", "😀"])("cannot encode %j", (text) => {
    expect(windows1252(text)).toBeUndefined();
});
