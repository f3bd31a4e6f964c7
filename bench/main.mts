// npm run bench: requests and time beside what the platforms document. Without --json it writes docs/benchmarks.md.
import { parseArgs } from 'node:util';

import { createProgress } from '../scripts/progress.mts';
import { loadingMs } from './loading.mts';
import { measureMemory } from './memory.mts';
import { writePage } from './page.mts';
import { COUNTS, measureChannels } from './requests.mts';

const { values } = parseArgs({
	options: {
		json: { type: 'boolean', default: false },
		platform: { type: 'string', multiple: true },
		count: { type: 'string', multiple: true },
		part: { type: 'string' },
	},
});
const progress = createProgress(false);
const status = (line: string): void => progress.status(line);
if (values.part === 'memory') {
	const memory = await measureMemory(status);
	console.log(JSON.stringify({ memory }, null, '\t'));
	process.exit();
}
const counts = values.count?.map(Number) ?? COUNTS;
const channels = await measureChannels(counts, status, values.platform);
const loading = loadingMs();
progress.status('');

if (values.json) {
	const byChannel = Object.fromEntries(
		Object.entries(channels).map(([id, sizes]) => {
			// The figures of an account of the usual size in front, every size behind.
			const { requests, floor, requestRatio, timeRatio } =
				sizes.find(({ count }) => count === 1_000) ?? sizes[0];
			return [id, { requests, floor, requestRatio, timeRatio, sizes }];
		}),
	);
	console.log(JSON.stringify({ channels: byChannel, loadingMs: loading }, null, '\t'));
} else {
	for (const [id, sizes] of Object.entries(channels)) {
		console.log(id);
		console.table(sizes);
	}
	console.log(`The package loads in ${loading} ms.`);
	// A part of the figures must not replace the page with all of them.
	if (!values.platform && !values.count) writePage(channels, loading, await measureMemory(status));
}
