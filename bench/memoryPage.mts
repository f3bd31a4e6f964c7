// The part of docs/benchmarks.md on memory and processor time.
import { HEAP_LIMIT, type Fit, type Growth } from './memory.mts';
import { number, table } from './table.mts';

const SHAPES = { sku: 'SKU only', fat: '40 fields' } as const;

const line = ({ slope, intercept, r2 }: Fit, unit: string): string =>
	`${slope} ${unit}, from ${number(Math.round(intercept / 1024))} MB, ${r2}`;

export function memorySection(growths: readonly Growth[]): string {
	return `## Memory and CPU

Take Off Sale of many items in one run, from 10,000 to 100,000, each SKU a product of its own, read, written and read back. Items carry
either a SKU and nothing else or 40 fields; the SKU is the expression \`{{ $json.sku }}\`, and n8n's usual engine (\`vm\`) answers it. Every run
has a Node process of its own whose heap is limited to ${HEAP_LIMIT} MB (\`--max-heap-size\`), so one that needs more would not end; the fake shop
stands in another process, and neither its memory nor its work is counted. Its clock runs fast, so that no time is lost with pacing.

The heap is that of the whole process: n8n, the package, the input items and the results. *Peak* is the most that was in use at any moment,
garbage included: V8 tells the heap before and after each collection, and between two it only grows. *Held* is the most that a full
collection left, the fairer figure for what the run needs: how much garbage piles up is V8's choice, and depends on the limit. *Results* is
what stays afterwards: one result an item. CPU is the time of the whole process during the run, garbage collection included.

${table(
	['Channel', 'Items', 'Number', 'before', 'peak', 'held', 'results', 'CPU per item'],
	growths.flatMap(({ channel, shape, sizes }) =>
		sizes.map(({ items, before, peak, held, after, cpuMsPerItem }) => [
			channel,
			SHAPES[shape],
			number(items),
			`${before} MB`,
			`${peak} MB`,
			`${held} MB`,
			`${(after - before).toFixed(1)} MB`,
			`${cpuMsPerItem.toFixed(3)} ms`,
		]),
	),
)}

A straight line through the four sizes, by least squares: growth per item, the line at no items, and r² (1 = exactly straight).

${table(
	['Channel', 'Items', 'peak', 'held', 'CPU'],
	growths.map(({ channel, shape, peak, held, cpu }) => [
		channel,
		SHAPES[shape],
		line(peak, 'KB'),
		line(held, 'KB'),
		`${cpu.slope.toFixed(3)} ms, ${cpu.r2}`,
	]),
)}`;
}
