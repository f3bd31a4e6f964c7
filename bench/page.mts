// docs/benchmarks.md and its charts, from one measurement.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';

import { barChart } from './chart.mts';
import { requestReasons, timeReasons } from './reasons.mts';
import type { Growth } from './memory.mts';
import { memorySection } from './memoryPage.mts';
import type { Channels, Measured } from './requests.mts';
import { number, table } from './table.mts';

const TARGET = 1.05;
const docs = new URL('../docs/', import.meta.url);

const at = (sizes: readonly Measured[], wanted: number): Measured => {
	const found = sizes.find(({ count }) => count === wanted);
	if (!found) throw new Error(`${wanted} SKUs were not measured.`);
	return found;
};

export function writePage(channels: Channels, loadingMs: number, memory: readonly Growth[]): void {
	const all = Object.entries(channels);
	mkdirSync(new URL('images/', docs), { recursive: true });
	const chart = (
		name: string,
		title: string,
		none: string,
		value: (sizes: Measured[]) => number | null,
	) =>
		writeFileSync(
			new URL(`images/${name}.svg`, docs),
			barChart(
				title,
				all.map(([id, sizes]) => ({ name: id, value: value(sizes) })),
				{ target: TARGET, none },
			),
		);
	chart(
		'requests',
		'Requests for 1,000 SKUs / documented minimum',
		'-',
		(sizes) => at(sizes, 1_000).requestRatio,
	);
	chart(
		'time',
		'Time for 10,000 SKUs / time by the documented rate',
		'no documented rate, or hardly any waiting',
		(sizes) => at(sizes, 10_000).timeRatio,
	);

	const above = (reasons: Readonly<Record<string, string>>) =>
		Object.entries(reasons)
			.map(([id, why]) => `- **${id}**: ${why}`)
			.join('\n');
	const unconfirmed = all.flatMap(([id, sizes]) =>
		sizes
			.filter(({ otherwise }) => otherwise)
			.map(({ count, otherwise }) => `- **${id}**, ${number(count)} SKUs: ${otherwise}`),
	);
	const { version } = JSON.parse(
		readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
	) as { version: string };

	writeFileSync(
		new URL('benchmarks.md', docs),
		`# Benchmarks

Written by \`npm run bench\`; version ${version}, Node ${process.versions.node}, ${cpus().length} x ${cpus()[0]?.model.trim() || 'unnamed processor'}, ${Math.round(totalmem() / 2 ** 30)} GB.
Requests and virtual seconds do not depend on the machine; memory hardly does, processor time and loading time do. To repeat it: \`npm run bench\`, a part of it with
\`npm run bench -- --platform shopify --count 1000 --json\`.

Take Off Sale runs in n8n's own execution context against the fake shops, in one process. Every SKU is a product of its own with 5 in
stock, the channel's default way stops the sale, and every listing is read back. Time is virtual: a request takes none, waiting takes
what it says. So the seconds below are pace and polling alone: neither the network nor the time a platform takes to show a change.

## Requests

The minimum is reckoned from what the platforms document for this job (\`bench/floor.json\`): look-ups that are needed, the largest
batches, one reading back; no logins, no settings. Below 1 means that our largest look-up is larger than the one in the minimum.

![Requests for 1,000 SKUs beside the documented minimum](images/requests.svg)

${table(
	[
		'Channel',
		'1 SKU',
		'25 SKUs',
		'1,000 SKUs',
		'minimum',
		'ratio',
		'10,000 SKUs',
		'minimum',
		'ratio',
	],
	all.map(([id, sizes]) => [
		id,
		number(at(sizes, 1).requests),
		number(at(sizes, 25).requests),
		...[1_000, 10_000].flatMap((count) => {
			const { requests, floor, requestRatio } = at(sizes, count);
			return [number(requests), number(floor), requestRatio.toFixed(2)];
		}),
	]),
)}

With a few SKUs some channels take more requests than their largest batch would need, on purpose: a feed on Amazon or Walmart and a job
on NetSuite take minutes, single writes are there at once, and Google's single readings are fresher than its reports.

Where more than the minimum is sent at 1,000 SKUs, and why (\`guardReads\` in \`test/conformance/cases.mts\` is the same as a number, which
\`npm test\` asserts):

${above(requestReasons)}

## Time

The bound is the minimum of requests at the documented rate, after the burst that is documented; where none is, after the burst of our
own pace. Where no rate is documented there is no bound. It knows one rate for each
channel, though some have several. Below 5 seconds there is no ratio: it would compare pauses between two looks at a feed.

![Time for 10,000 SKUs beside the documented rate](images/time.svg)

${table(
	['Channel', '1 SKU', '25 SKUs', '1,000 SKUs', 'bound', 'ratio', '10,000 SKUs', 'bound', 'ratio'],
	all.map(([id, sizes]) => [
		id,
		`${at(sizes, 1).seconds} s`,
		`${at(sizes, 25).seconds} s`,
		...[1_000, 10_000].flatMap((count) => {
			const { seconds, bound, timeRatio } = at(sizes, count);
			return [
				`${number(seconds)} s`,
				bound === null ? '-' : `${number(bound)} s`,
				timeRatio === null ? '-' : timeRatio.toFixed(2),
			];
		}),
	]),
)}

Why it takes longer than the bound:

${above(timeReasons)}

## What did not end off sale and confirmed

${unconfirmed.length > 0 ? unconfirmed.join('\n') : 'Nothing: every SKU of every run ended off sale and was seen so.'}

${memorySection(memory)}

## Loading

All nodes and credentials load in ${loadingMs} ms (median of seven fresh processes; n8n's own libraries are loaded before).
`,
	);
}
