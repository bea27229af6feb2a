import { costlyChanges } from "../../../src/provider/lifecycle/diff";
import { previewChanges } from "../../../src/provider/lifecycle/preview";
import { handlers } from "../../../src/provider/plugin/handlers";
import type { ResourceHandler } from "../../../src/provider/lifecycle/resource";
import { runningFields } from "../../../src/provider/domain/runningFields";
import type { Properties } from "../../../src/provider/lifecycle/wire";
import type { Change } from "../../../src/schema/core/effects";

const domain = handlers["libvirt:index:Domain"] as ResourceHandler<Properties>;

function forecast(olds: Properties, news: Properties, state: Properties = { state: "running" }) {
    const changes = costlyChanges(domain.schema, olds, news);
    return previewChanges("lab-xp-domain", changes, domain.preview, news, state);
}

test.each<[string, Properties, Properties, string, string]>([
    [
        "a restart, with figures",
        { memoryMiB: 256 },
        { memoryMiB: 512 },
        "restart",
        "lab-xp-domain: memoryMiB 256 -> 512: restarts the guest",
    ],
    [
        "what is live beside what is not, the costliest last",
        { vcpus: 1, autostart: false },
        { vcpus: 2, autostart: true },
        "restart",
        "lab-xp-domain: autostart false -> true: at once, the guest keeps running; vcpus 1 -> 2: restarts the guest",
    ],
    [
        "no text, which may be secret",
        { description: "a" },
        { description: "b" },
        "live",
        "lab-xp-domain: description: at once, the guest keeps running",
    ],
    [
        "a guest that waits for its next start",
        { vcpus: 1, applyChanges: "nextStart" },
        { vcpus: 2, applyChanges: "nextStart" },
        "next start",
        "lab-xp-domain: vcpus 1 -> 2: applies from the guest's next start",
    ],
    [
        "a guest that is turned off",
        { powerState: "running" },
        { powerState: "off" },
        "stop",
        "lab-xp-domain: powerState: shuts the guest down",
    ],
    [
        "a guest that is turned on",
        { powerState: "off" },
        { powerState: "running" },
        "start",
        "lab-xp-domain: powerState: starts the guest",
    ],
    [
        "an update that was left unfinished",
        {},
        {},
        "mend",
        "lab-xp-domain: finishes what an earlier run left undone",
    ],
])("tells %s", (_what, olds, news, word, text) => {
    expect(forecast(olds, news)).toEqual({ word, text });
});

test("what is pending is applied by a restart, whatever else is live", () => {
    const [olds, news] = [{ applyChanges: "nextStart" }, { applyChanges: "restart", title: "a" }];
    const state = { state: "running", restartPending: true };
    expect(forecast(olds, news, state)).toEqual({
        word: "restart",
        text: "lab-xp-domain: title: at once, the guest keeps running; applyChanges: restarts the guest",
    });
    expect(forecast(olds, news, { ...state, restartPending: false }).word).toBe("live");
});

test("a guest that is off needs no restart", () => {
    const told = forecast({ vcpus: 1 }, { vcpus: 2 }, { state: "shutoff" });
    expect(told.text).toBe("lab-xp-domain: vcpus 1 -> 2: applies from the guest's next start");
});

describe("what somebody changed where it is stored alone", () => {
    const pending: Change = {
        keys: ["memoryMiB"],
        path: "memoryMiB",
        kind: "update",
        old: 24,
        value: 16,
    };
    const state = { state: "running", restartPending: true, ...runningFields([pending]) };
    const told = (memoryMiB: number) => forecast({ memoryMiB: 24 }, { memoryMiB }, state).text;

    test("goes back while the guest, which never had it, runs on", () => {
        expect(told(16)).toBe(
            "lab-xp-domain: memoryMiB 24 -> 16: at once, the guest keeps running",
        );
    });

    test("takes a restart to become what the guest has not either", () => {
        expect(told(32)).toBe("lab-xp-domain: memoryMiB 24 -> 32: restarts the guest");
    });
});

test.each([
    ["tcg", "auto", "live"],
    ["auto", "tcg", "live"],
    ["auto", "kvm", "restart"],
])("the accelerator of an emulated guest, from %s to %s: %s", (old, accelerator, word) => {
    const state = { state: "running", accelerator: "tcg" };
    expect(forecast({ accelerator: old }, { accelerator }, state).word).toBe(word);
});

test("a guest that runs as it is stored has nothing to remember", () => {
    expect(runningFields([])).toEqual({});
});
