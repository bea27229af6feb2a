import type { Random } from "./random";

const telling = [
    0, 1, 2, 3, 27, 28, 0x400000, 0x400001, 0x2000005, 0x7fffffff, 0xffffffff,
] as const;

type Mutation = (bytes: Buffer, random: Random) => Buffer;

const mutations: [Mutation, ...Mutation[]] = [
    function flipBit(bytes, random) {
        return changed(bytes, random, 1, (copy, at) => {
            copy.writeUInt8(copy.readUInt8(at) ^ (1 << random.below(8)), at);
        });
    },
    function setWord(bytes, random) {
        return changed(bytes, random, 4, (copy, at) => {
            copy.writeUInt32BE(random.pick(telling), at & ~3);
        });
    },
    function setAnyWord(bytes, random) {
        return changed(bytes, random, 4, (copy, at) => {
            copy.writeUInt32BE(random.below(2 ** 32), at & ~3);
        });
    },
    function cutOff(bytes, random) {
        return bytes.subarray(0, random.below(bytes.length + 1));
    },
    function cutOut(bytes, random) {
        const at = random.below(bytes.length + 1);
        return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + random.below(12))]);
    },
    function insert(bytes, random) {
        const at = random.below(bytes.length + 1);
        const some = random.bytes(1 + random.below(12));
        return Buffer.concat([bytes.subarray(0, at), some, bytes.subarray(at)]);
    },
    function repeat(bytes, random) {
        const at = random.below(bytes.length + 1);
        return Buffer.concat([bytes, bytes.subarray(at)]);
    },
];

/** Applies one to three mutations to a copy of `bytes`. */
export function mutate(bytes: Buffer, random: Random): Buffer {
    let result = bytes;
    for (let left = 1 + random.below(3); left > 0; left -= 1) {
        result = random.pick(mutations)(result, random);
    }
    return result;
}

function changed(
    bytes: Buffer,
    random: Random,
    byteCount: number,
    change: (copy: Buffer, at: number) => void,
): Buffer {
    const copy = Buffer.from(bytes);
    if (copy.length >= byteCount) {
        change(copy, random.below(copy.length - byteCount + 1));
    }
    return copy;
}
