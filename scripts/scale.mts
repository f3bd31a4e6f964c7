// Queue mode for real: Redis, PostgreSQL, one n8n and its workers share a burst of stock-outs, every webhook one to three times.
import { endWithNpm } from './n8n/processes.mts';
import { n8nVersion } from './n8n/stage.mts';
import { createProgress } from './progress.mts';
import { openCluster } from './scale/cluster.mts';
import { Deliveries } from './scale/deliveries.mts';
import { fire } from './scale/load.mts';
import { readOptions, usage, UsageError } from './scale/options.mts';
import type { ScaleOptions } from './scale/options.mts';
import { isGood, problems, table } from './scale/report.mts';

const againAfterMs = 3_000;
const mostProblems = 20;

async function scale({ json, skus, workers }: ScaleOptions): Promise<void> {
	const progress = createProgress(json);
	const deliveries = new Deliveries(againAfterMs);
	const { deliver } = deliveries;
	const cluster = await openCluster({ workers, products: skus, deliver, progress });
	try {
		const result = await fire(cluster, deliveries, progress);
		progress.status('');
		const ok = isGood(result);
		if (json) console.log(JSON.stringify({ n8n: n8nVersion, workers, ok, ...result }));
		else console.log(`\n${table(result)}`);
		for (const line of problems(result).slice(0, mostProblems)) console.error(line);
		if (!ok) process.exitCode = 1;
	} finally {
		await cluster.close();
	}
}

endWithNpm();
try {
	const options = readOptions(process.argv.slice(2));
	if (options.help) console.log(usage);
	else await scale(options);
} catch (error) {
	console.error(error instanceof Error ? error.message : String(error));
	if (error instanceof UsageError) console.error(usage);
	process.exitCode = 1;
}
// What the shop of the sandbox would still deliver again is not waited for.
process.exit();
