import type { ShelfItem } from '../../sandbox/fake.mts';
import type { SaleResult } from './sale.mts';

const heads = ['Channel', 'Before', 'After', 'Confirmed', 'Requests', 'Time'];
const words = { onSale: 'on sale', soldOut: 'sold out', hidden: 'hidden' } as const;

export function table({ channels }: SaleResult): string {
	const rows = Object.values(channels).map((channel) => [
		channel.name,
		shelf(channel.before),
		shelf(channel.after),
		channel.confirmed ? 'yes' : 'NO',
		String(channel.requests),
		seconds(channel.ms),
	]);
	const widths = heads.map((head, i) =>
		Math.max(...[head, ...rows.map((row) => row[i])].map((cell) => cell.length)),
	);
	const line = (cells: readonly string[]): string =>
		cells
			.map((cell, i) => (i < 4 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
			.join('   ')
			.trimEnd();
	return [line(heads), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join(
		'\n',
	);
}

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;

/** '5, 11, 8 on sale', or '0, 0 sold out; 8 hidden' when they stand differently. */
function shelf(items: readonly ShelfItem[]): string {
	const groups = Map.groupBy(items, ({ state }) => state);
	return [...groups]
		.map(
			([state, group]) =>
				`${group.map(({ quantity }) => quantity ?? '?').join(', ')} ${words[state]}`,
		)
		.join('; ');
}
