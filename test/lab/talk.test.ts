import { parseRequest } from "../../tools/lab/talk.mjs";

const uri = "qemu:///system";

beforeEach(() => {
    delete process.env["LIBVIRT_DEFAULT_URI"];
});

test.each([
    [["xp-1", "ping 10.0.0.1"], { machine: "xp-1", question: "ping 10.0.0.1", uri, force: false }],
    [
        ["xp-1", "ping", "10.0.0.1"],
        { machine: "xp-1", question: "ping 10.0.0.1", uri, force: false },
    ],
    [["--force", "xp-1", "disks"], { machine: "xp-1", question: "disks", uri, force: true }],
    [
        ["--uri", "qemu+unix:///system", "xp-1", "disks"],
        { machine: "xp-1", question: "disks", uri: "qemu+unix:///system", force: false },
    ],
])("reads %p", (words, request) => {
    expect(parseRequest(words)).toEqual(request);
});

test.each([[[]], [["xp-1"]], [["--nonsense", "xp-1", "disks"]], [["--uri"]]])(
    "does not understand %p",
    (words) => {
        expect(parseRequest(words)).toBeUndefined();
    },
);

test("asks the host that LIBVIRT_DEFAULT_URI names", () => {
    process.env["LIBVIRT_DEFAULT_URI"] = "qemu:///session";
    expect(parseRequest(["xp-1", "disks"])).toMatchObject({ uri: "qemu:///session" });
});
