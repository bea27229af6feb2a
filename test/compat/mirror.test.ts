import { parseTargets } from "../../tools/compat/mirror.mjs";

test("takes Debian's own mirror, not that of its security updates or of others", () => {
    const targets = [
        "Debian-Security http://security.example/debian-security",
        "other https://other.example/apt",
        "Debian http://mirror.example/debian",
        "Debian http://second.example/debian",
    ];
    expect(parseTargets(targets.join("\n"))).toBe("http://mirror.example/debian");
});

test("finds none where apt knows other distributions only", () => {
    expect(parseTargets("Ubuntu http://mirror.example/ubuntu\n")).toBeUndefined();
});
