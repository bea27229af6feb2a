/** The stand-in's pattern (tools/stand-in/README.md). */
export function pattern(seed: string, offset: number, length: number): string {
    const sectors = Array.from({ length: length / SECTOR }, (_, index) => {
        const start = `XPLAB PATTERN ${seed} ${offset + index * SECTOR} `;
        return `${start.padEnd(SECTOR - 1, ".")}\n`;
    });
    return sectors.join("");
}

const SECTOR = 512;
