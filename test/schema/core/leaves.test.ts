import type { z } from "zod";
import * as leaves from "../../../src/schema/core/leaves";

const cases: [name: string, leaf: z.ZodType, right: string[], wrong: string[], message: string][] =
    [
        [
            "ObjectName",
            leaves.ObjectName,
            ["a", "9", "XP-1_b.c", "a".repeat(63)],
            ["", "-a", ".a", "_a", "a b", "a/b", "ä", "a\n", "a".repeat(64)],
            "must be 1 to 63 letters, digits, dots, dashes or underscores and start with a letter or digit",
        ],
        [
            "FilterName",
            leaves.FilterName,
            ["a", "XP-1_b.c", "a".repeat(63)],
            ["", "9", "1-lab", "-a", "_a", "a b", "a\n", "a".repeat(64)],
            "must be 1 to 63 letters, digits, dots, dashes or underscores and start with a letter",
        ],
        [
            "Uuid",
            leaves.Uuid,
            ["6a1576b9-9557-4d9e-950f-712f1bc5e2e6"],
            ["6A1576B9-9557-4D9E-950F-712F1BC5E2E6", "6a1576b995574d9e950f712f1bc5e2e6", ""],
            "must be a lower-case UUID such as 6a1576b9-9557-4d9e-950f-712f1bc5e2e6",
        ],
        [
            "MacAddress",
            leaves.MacAddress,
            ["52:54:00:12:34:56", "fe:00:00:00:00:00"],
            ["53:54:00:12:34:56", "52:54:00:AB:34:56", "52-54-00-12-34-56", "52:54:00:12:34"],
            "must be a lower-case unicast MAC address such as 52:54:00:12:34:56",
        ],
        [
            "AbsolutePath",
            leaves.AbsolutePath,
            ["/", "/var/lib/libvirt/images/a b.qcow2"],
            ["", "a", "./a", "~/a"],
            "must be an absolute path",
        ],
        [
            "AbsolutePath",
            leaves.AbsolutePath,
            ["/a b"],
            ["/a\0b", "/a\nb"],
            "must have no control characters",
        ],
        [
            "Ipv4Address",
            leaves.Ipv4Address,
            ["10.64.3.1", "255.255.255.255"],
            ["10.64.3", "10.64.3.256", "::1", "10.64.3.1/24"],
            "must be an IPv4 address such as 10.64.3.1",
        ],
        [
            "Sha256",
            leaves.Sha256,
            ["0".repeat(64)],
            ["0".repeat(63), "A".repeat(64), "g".repeat(64)],
            "must be a SHA-256 in 64 lower-case hexadecimal digits",
        ],
        [
            "VolumeId",
            leaves.VolumeId,
            ["pool/volume"],
            ["volume", "/volume", "pool/", "a/b/c"],
            'must be a volume id of the form "pool/volume"',
        ],
    ];

test.each(cases)(
    "%s takes what is one and refuses the rest",
    (_name, leaf, right, wrong, message) => {
        for (const value of right) expect(leaf.safeParse(value).success).toBe(true);
        for (const value of wrong) {
            const { error } = leaf.safeParse(value);
            expect([value, error?.issues.map((issue) => issue.message)]).toEqual([
                value,
                [message],
            ]);
        }
    },
);
