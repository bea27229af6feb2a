import { requireNode } from "../../tools/lab/nodeVersion.mjs";
import { Problem } from "../../tools/lab/problem.mjs";

test.each(["20.0.0", "20.20.2", "24.1.0"])("Node.js %s is new enough", (version) => {
    expect(requireNode(version)).toBeUndefined();
});

test("an older one is refused with the remedy", () => {
    expect(() => requireNode("18.20.4")).toThrow(
        new Problem(
            "This is Node.js 18.20.4, which xplab does not run on.",
            "Install Node.js 20 or later, and run the same command again.",
        ),
    );
});
