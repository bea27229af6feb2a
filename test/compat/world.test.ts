import { outermost } from "../../tools/compat/world.mjs";

test("leaves out folders inside others, and repetitions", () => {
    const folders = ["/home/me", "/home/me/xplab", "/home/me", "/usr/local/go", "/home/mellow"];
    expect(outermost(folders)).toEqual(["/home/me", "/usr/local/go", "/home/mellow"]);
});
