import { describe, expect, it } from 'vitest';
import { readOptions, UsageError } from '../../scripts/demo/options.mts';
import type { SaleResult } from '../../scripts/demo/sale.mts';
import { table } from '../../scripts/demo/table.mts';

describe('flags of the demo', () => {
	it('has ports of its own unless others are given', () => {
		const { port, sandboxPort, once, json } = readOptions([]);
		expect({ once, json }).toEqual({ once: false, json: false });
		expect(port).not.toBe(sandboxPort);
		expect(readOptions(['--once', '--json', '--port', '5601', '--sandbox-port', '5602'])).toEqual({
			once: true,
			json: true,
			port: 5601,
			sandboxPort: 5602,
		});
	});

	it.each([
		['--verbose'],
		['extra'],
		['--json'],
		['--port', 'n8n'],
		['--port', '70000'],
		['--sandbox-port', '0'],
		['--port'],
	])('explains itself at %j', (...args) => {
		expect(() => readOptions(args)).toThrow(UsageError);
	});
});

it('shows each channel with what was on its shelf', () => {
	const item = (quantity: number, state: 'onSale' | 'soldOut' | 'hidden') => ({
		sku: 'ACR-INK-PAYN-30',
		title: 'Ink',
		quantity,
		state,
	});
	const result: SaleResult = {
		totalMs: 1234,
		ok: false,
		channels: {
			amazon: {
				name: 'Amazon',
				before: [item(5, 'onSale'), item(8, 'onSale')],
				after: [item(0, 'soldOut'), item(8, 'hidden')],
				outcome: 'offSale',
				confirmed: true,
				requests: 11,
				ms: 1234,
				problems: [],
			},
		},
	};
	const [heads, , row] = table(result).split('\n');
	expect(heads.split(/ {2,}/)).toEqual([
		'Channel',
		'Before',
		'After',
		'Confirmed',
		'Requests',
		'Time',
	]);
	expect(row.split(/ {2,}/)).toEqual([
		'Amazon',
		'5, 8 on sale',
		'0 sold out; 8 hidden',
		'yes',
		'11',
		'1.23 s',
	]);
});
