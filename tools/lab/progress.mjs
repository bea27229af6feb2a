// @ts-check
import { paint } from "./colour.mjs";

const stillAtItMs = 10_000;
const frameMs = 120;
const frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

/** @typedef {{ title: string, detail: string, startedMs: number }} Step */

/** @type {Set<Step>} */
const running = new Set();
/** @type {NodeJS.Timeout | undefined} */
let ticking;
let drawnLines = 0;

/**
 * Shows the progress of some work: a moving line on a terminal, otherwise a line at its start, every
 * ten seconds and at its end.
 * @template T
 * @param {string} title
 * @param {(say: (detail: string) => void) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function showProgress(title, work) {
    /** @type {Step} */
    const step = { title, detail: "", startedMs: Date.now() };
    begin(step);
    try {
        const result = await work((detail) => (step.detail = detail));
        finish(step, paint("green", "✓"));
        return result;
    } catch (error) {
        finish(step, paint("red", "✗"));
        throw error;
    }
}

/** @param {Step} step */
function begin(step) {
    running.add(step);
    if (!process.stdout.isTTY) {
        console.log(`… ${step.title}`);
    }
    ticking ??= setInterval(tick, process.stdout.isTTY ? frameMs : stillAtItMs);
}

/**
 * @param {Step} step
 * @param {string} mark
 */
function finish(step, mark) {
    running.delete(step);
    wipe();
    console.log(`${mark} ${step.title} ${paint("dim", `(${seconds(step)} s)`)}`);
    if (running.size === 0) {
        clearInterval(ticking);
        ticking = undefined;
    }
}

function tick() {
    wipe();
    for (const step of running) {
        const detail = step.detail && `: ${step.detail}`;
        const line = `${step.title} (${seconds(step)} s)${detail}`;
        if (process.stdout.isTTY) {
            const frame = frames[Math.floor(Date.now() / frameMs) % frames.length];
            console.log(`${frame} ${line}`.slice(0, (process.stdout.columns || 80) - 1));
            drawnLines += 1;
        } else {
            console.log(`… still running: ${line}`);
        }
    }
}

function wipe() {
    if (drawnLines > 0) {
        process.stdout.write(`\u001B[${drawnLines}A\u001B[J`);
        drawnLines = 0;
    }
}

/** @param {Step} step */
function seconds(step) {
    return ((Date.now() - step.startedMs) / 1000).toFixed(1);
}
