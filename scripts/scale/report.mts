import type { LoadResult } from './load.mts';

/** Every event was dealt with, every listing is off sale and read back. */
export function isGood(result: LoadResult): boolean {
	const { failed, lost, changedAgain, unconfirmed, onSale, events, skus } = result;
	const bad = [failed, lost, changedAgain, unconfirmed, onSale];
	return events >= skus && bad.every(({ length }) => length === 0);
}

export function table(result: LoadResult): string {
	const { allOffSaleMs, throttled } = result;
	const tooFast = Object.entries(throttled).map(([slug, count]) => `${slug} ${count}`);
	const rows: [string, string | number][] = [
		['SKUs sold out', result.skus],
		['Webhooks sent by the shop', result.sent],
		['  delivered, with repeats', result.calls],
		['  not answered with 2xx', result.refused],
		['Executions', result.executions],
		['  by worker', result.byWorker.join(', ')],
		['  failed', result.failed.length],
		['Stock-out events', result.events],
		['  lost', result.lost.length],
		['  let through more than once', result.passedAgain.length],
		['Listings changed more than once', result.changedAgain.length],
		[
			'Listings confirmed off sale',
			`${result.confirmed} of ${result.confirmed + result.unconfirmed.length}`,
		],
		['Listings still on sale', result.onSale.length],
		['Rows in the ledger', result.ledgerRows],
		['Answers "too fast"', tooFast.join(', ')],
		[
			'All off sale after',
			allOffSaleMs === null ? 'never' : `${(allOffSaleMs / 1000).toFixed(1)} s`,
		],
	];
	const width = Math.max(...rows.map(([name]) => name.length));
	return rows.map(([name, value]) => `${name.padEnd(width)}   ${value}`).join('\n');
}

/** What went wrong, one line each. */
export const problems = ({
	failed,
	lost,
	changedAgain,
	unconfirmed,
	onSale,
}: LoadResult): string[] => [
	...failed.map((one) => `Execution ${one}`),
	...lost.map((one) => `Event ${one} was lost.`),
	...changedAgain.map((one) => `${one} was changed more than once.`),
	...unconfirmed.map((one) => `${one} is not confirmed off sale.`),
	...onSale.map((one) => `${one} can still be bought.`),
];
