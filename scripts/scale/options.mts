import { parseArgs } from 'node:util';

export interface ScaleOptions {
	json: boolean;
	skus: number;
	workers: number;
	help: boolean;
}

export const usage = `Usage: npm run scale -- [flags]
  --skus <number>     how many SKUs sell out (default 60)
  --workers <number>  how many workers share the work (default 2)
  --json              prints only the result, as JSON`;

export class UsageError extends Error {}

export function readOptions(args: string[]): ScaleOptions {
	const { json, skus, workers, help } = parse(args);
	return {
		json,
		skus: wholeNumber('--skus', skus, 2_000),
		workers: wholeNumber('--workers', workers, 8),
		help,
	};
}

function parse(args: string[]) {
	try {
		return parseArgs({
			args,
			options: {
				json: { type: 'boolean', default: false },
				skus: { type: 'string', default: '60' },
				workers: { type: 'string', default: '2' },
				help: { type: 'boolean', default: false },
			},
		}).values;
	} catch (error) {
		throw new UsageError(error instanceof Error ? error.message : String(error));
	}
}

function wholeNumber(flag: string, text: string, most: number): number {
	const value = Number(text);
	if (!/^\d+$/.test(text) || value < 1 || value > most)
		throw new UsageError(`${flag} wants a number from 1 to ${most}, not "${text}".`);
	return value;
}
