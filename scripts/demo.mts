// Shows the whole job on this computer: a real n8n, sandbox shops, a sale, and every channel off sale.
import { perform } from './demo/act.mts';
import type { Act } from './demo/act.mts';
import { readOptions, usage, UsageError } from './demo/options.mts';
import type { DemoOptions } from './demo/options.mts';
import { soldSkus } from './demo/sale.mts';
import type { SaleResult } from './demo/sale.mts';
import { seconds, table } from './demo/table.mts';
import { endWithNpm } from './n8n/processes.mts';
import { delayFactor, n8nVersion, openStage } from './n8n/stage.mts';
import type { Stage } from './n8n/stage.mts';
import { createProgress } from './progress.mts';

async function demo(options: DemoOptions): Promise<void> {
	const progress = createProgress(options.json);
	const stage = await openStage({
		// One data folder per port: two n8n must never share one.
		name: `demo-${options.port}`,
		n8nPort: options.port,
		sandboxPort: options.sandboxPort,
		progress,
	});
	try {
		const act = await perform(stage, progress);
		progress.status('');
		if (options.json) console.log(JSON.stringify(inShort(act.result)));
		else report(act.result);
		for (const sentence of problems(act.result)) console.error(sentence);
		if (!act.result.ok) process.exitCode = 1;
		if (!options.once) return tellWhere(stage, act);
	} catch (error) {
		await stage.close();
		throw error;
	}
	await stage.close();
}

function inShort({ totalMs, channels }: SaleResult) {
	const short = Object.entries(channels).map(([slug, { outcome, confirmed, requests, ms }]) => [
		slug,
		{ outcome, confirmed, requests, ms },
	]);
	return { n8n: n8nVersion, totalMs, channels: Object.fromEntries(short) as unknown };
}

function report(result: SaleResult): void {
	console.log(`\nThe last pieces of ${soldSkus.join(', ')} were sold in the Shopify shop.\n`);
	console.log(table(result));
	console.log(
		result.ok
			? `\nOff sale everywhere and read back, ${seconds(result.totalMs)} after the sale.`
			: '\nNot everything is off sale.',
	);
	console.log(
		`These are sandbox shops on this computer; the platforms' own delays are shortened to ${delayFactor * 100} % of their real time.`,
	);
}

function problems({ channels }: SaleResult): string[] {
	return Object.values(channels).flatMap(({ name, problems: sentences }) =>
		sentences.map((sentence) => `${name}: ${sentence}`),
	);
}

function tellWhere({ n8n, client, sandbox }: Stage, { workflowId, practiceId }: Act): void {
	const { email, password } = client.owner;
	console.log(`
Editor        ${n8n.url}/workflow/${workflowId}
Practice run  ${n8n.url}/workflow/${practiceId}
  sign in as  ${email}
  password    ${password}
Storefronts   ${sandbox.url}/

Both stay up until you press Ctrl+C.`);
}

endWithNpm();
try {
	await demo(readOptions(process.argv.slice(2)));
} catch (error) {
	console.error(error instanceof Error ? error.message : String(error));
	if (error instanceof UsageError) console.error(usage);
	process.exitCode = 1;
}
