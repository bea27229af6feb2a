import { Survey } from "../../src/libvirt/survey";

/** A survey of names, and how often each was described. */
function survey(names: string[]) {
    const described: string[] = [];
    let lists = 0;
    const asked = new Survey({
        list: async () => {
            lists += 1;
            return Promise.resolve([...names]);
        },
        keyOf: (name: string) => name,
        describe: async (name) => {
            described.push(name);
            return Promise.resolve(name.toUpperCase());
        },
    });
    return { asked, described, lists: () => lists };
}

test("describes each object once, however often it is called", async () => {
    const { asked, described } = survey(["a", "b"]);
    expect(await asked.all()).toEqual(["A", "B"]);
    expect(await asked.all()).toEqual(["A", "B"]);
    expect(described).toEqual(["a", "b"]);
});

test("sees new and removed objects at once", async () => {
    const names = ["a", "b"];
    const { asked, described } = survey(names);
    await asked.all();
    names.splice(0, 2, "b", "c");
    expect(await asked.all()).toEqual(["B", "C"]);
    names.push("a");
    expect(await asked.all()).toEqual(["B", "C", "A"]);
    expect(described).toEqual(["a", "b", "c", "a"]);
});

test("describes forgotten objects again", async () => {
    const { asked, described } = survey(["one 1", "one 2", "two 1"]);
    await asked.all();
    asked.forget("one");
    await asked.all();
    expect(described).toEqual(["one 1", "one 2", "two 1", "one 1", "one 2"]);
});

test("shares the next survey among callers during one, and sees new objects in it", async () => {
    const names = ["a"];
    const { asked, lists } = survey(names);
    const first = asked.all();
    names.push("b");
    const later = await Promise.all([asked.all(), asked.all(), asked.all()]);
    expect(await first).toEqual(["A"]);
    expect(later).toEqual([
        ["A", "B"],
        ["A", "B"],
        ["A", "B"],
    ]);
    expect(lists()).toBe(2);
});

test("renews descriptions after a while", async () => {
    jest.useFakeTimers();
    try {
        const { asked, described } = survey(["a"]);
        await asked.all();
        jest.advanceTimersByTime(29_999);
        await asked.all();
        expect(described).toEqual(["a"]);
        jest.advanceTimersByTime(1);
        await asked.all();
        expect(described).toEqual(["a", "a"]);
    } finally {
        jest.useRealTimers();
    }
});

test("forgets a failure, and serves the callers of the next survey", async () => {
    let isDown = true;
    const asked = new Survey({
        list: () => Promise.resolve(["a"]),
        keyOf: (name: string) => name,
        describe: (name) =>
            isDown ? Promise.reject(new Error("down")) : Promise.resolve(name.toUpperCase()),
    });
    const first = asked.all();
    const second = asked.all();
    await expect(first).rejects.toThrow("down");
    isDown = false;
    await second.catch(() => undefined);
    expect(await asked.all()).toEqual(["A"]);
});
