// Plays chance schedules of stock-outs and faults against the sandbox, on a clock that jumps. The same seed plays the same.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';

import { mutations } from '../test/simulation/mutations.mts';
import { reliabilityPage, type Figures } from '../test/simulation/reliability.mts';
import { simulateOnAllCores } from '../test/simulation/workers.mts';
import { slugs } from '../test/simulation/world.mts';

const USAGE = `npm run simulate -- [--schedules N] [--seed S] [--platform slug] [--json]

  --schedules N    how many; 1000 unless told
  --seed S         number of the first one; 1 unless told
  --platform slug  only this channel: ${slugs.join(', ')}
  --steps=0,2,5    of the drawn steps only these, as a violation prints it
  --docs           writes docs/reliability.md from this run
  --json           prints {"schedules","platforms","faults","violations","seed"}, all of them numbers`;

const PAGE = fileURLToPath(new URL('../docs/reliability.md', import.meta.url));

async function pageOf(figures: Omit<Figures, 'mutations'>): Promise<string> {
	const page = reliabilityPage({ ...figures, mutations: mutations.length });
	return await format(page, { parser: 'markdown', ...(await resolveConfig(PAGE)) });
}

function wholeNumber(text: string, least: number): number {
	const value = Number(text);
	if (!Number.isSafeInteger(value) || value < least)
		throw new Error(`'${text}' is no whole number from ${least} on.`);
	return value;
}

function options() {
	const { values } = parseArgs({
		options: {
			schedules: { type: 'string', default: '1000' },
			seed: { type: 'string', default: '1' },
			platform: { type: 'string' },
			steps: { type: 'string' },
			docs: { type: 'boolean', default: false },
			json: { type: 'boolean', default: false },
			help: { type: 'boolean', default: false },
		},
	});
	const { schedules, seed, platform, steps, docs, json, help } = values;
	if (platform !== undefined && !slugs.includes(platform))
		throw new Error(`There is no channel '${platform}'. Known are ${slugs.join(', ')}.`);
	return {
		schedules: wholeNumber(schedules, 1),
		seed: wholeNumber(seed, 0),
		...(platform === undefined ? {} : { platform }),
		...(steps === undefined
			? {}
			: {
					steps: steps
						.split(',')
						.filter(Boolean)
						.map((one) => wholeNumber(one, 0)),
				}),
		docs,
		json,
		help,
	};
}

try {
	const { docs, json, help, ...chosen } = options();
	if (help) console.log(USAGE);
	else {
		const begun = performance.now();
		const report = await simulateOnAllCores(chosen, (one) =>
			console.error(`${one.invariant}: ${one.detail}\n  ${one.replay}`),
		);
		const seconds = ((performance.now() - begun) / 1000).toFixed(1);
		const { seed } = chosen;
		const { schedules, platforms, faults, runs, found } = report;
		if (docs) writeFileSync(PAGE, await pageOf({ ...report, seed }));
		const violations = found.length;
		if (json)
			console.log(
				JSON.stringify({ schedules, platforms: platforms.length, faults, violations, seed }),
			);
		else
			console.log(
				`${schedules} schedules from seed ${seed} on ${platforms.length} channels: ${runs} runs, ` +
					`${faults} faults, ${violations} violations (${seconds} s)`,
			);
		if (violations > 0) process.exitCode = 1;
	}
} catch (error) {
	console.error(error instanceof Error ? error.message : String(error));
	process.exitCode = 2;
}
