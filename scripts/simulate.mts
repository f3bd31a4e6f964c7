// Plays chance schedules of stock-outs and faults against the sandbox, on a clock that jumps. The same seed plays the same.
import { parseArgs } from 'node:util';

import { simulate } from '../test/simulation/simulate.mts';
import { slugs } from '../test/simulation/world.mts';

const USAGE = `npm run simulate -- [--schedules N] [--seed S] [--platform slug] [--json]

  --schedules N    how many; 1000 unless told
  --seed S         number of the first one; 1 unless told
  --platform slug  only this channel: ${slugs.join(', ')}
  --steps=0,2,5    of the drawn steps only these, as a violation prints it
  --json           prints {"schedules","platforms","faults","violations","seed"}, all of them numbers`;

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
			json: { type: 'boolean', default: false },
			help: { type: 'boolean', default: false },
		},
	});
	const { schedules, seed, platform, steps, json, help } = values;
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
		json,
		help,
	};
}

try {
	const { json, help, ...chosen } = options();
	if (help) console.log(USAGE);
	else {
		const begun = performance.now();
		const { schedules, platforms, faults, runs, found } = await simulate(chosen, (one) =>
			console.error(`${one.invariant}: ${one.detail}\n  ${one.replay}`),
		);
		const seconds = ((performance.now() - begun) / 1000).toFixed(1);
		const { seed } = chosen;
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
