// Where several processes of n8n take calls, each knows the others only by what they saved.
import type { IDataObject } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { StockReading } from '../../events/stockEvent';
import type { KnownSkus } from '../../nodes/StockOutTrigger/knownSkus';
import { built } from '../harness.mts';
import { setProductClock } from '../shop.mts';
import { ProductTime } from './shop.mts';

const module = built('./nodes/StockOutTrigger/knownSkus.js') as {
	KnownSkus: new () => KnownSkus;
};

const reading = (sku: string, quantity: number): StockReading => ({
	sku,
	quantity,
	reason: '',
	key: sku,
});

describe('a process of n8n', () => {
	let time: ProductTime;
	let restore = () => {};
	beforeEach(() => {
		time = new ProductTime();
		restore = setProductClock(time.clock);
	});
	afterEach(() => restore());

	/** One call, with n8n's copy of what was saved last. */
	function call(process: KnownSkus, kept: IDataObject, sku: string, quantity: number): IDataObject {
		time.forward(10);
		const copy = structuredClone(kept);
		process.begin();
		process.merge(copy);
		const before = process.goneBefore(sku);
		process.note(
			reading(sku, quantity),
			quantity > 0 ? undefined : 'ranOut',
			quantity > 0 && !!before,
		);
		process.end(copy);
		return copy;
	}

	it('knows what another one heard', () => {
		const [one, other] = [new module.KnownSkus(), new module.KnownSkus()];
		const kept = call(one, {}, 'A', 0);
		other.merge(kept);
		expect(other.goneBefore('A')).toBe('ranOut');
	});

	it('takes the later word, be it that the SKU came back', () => {
		const [one, other] = [new module.KnownSkus(), new module.KnownSkus()];
		let kept = call(one, {}, 'A', 0);
		kept = call(other, kept, 'A', 6);
		kept = call(one, kept, 'B', 0);
		expect(one.goneBefore('A')).toBeUndefined();
		expect(one.turnsOf('A')).toBe(1);
		other.merge(kept);
		expect([other.goneBefore('A'), other.goneBefore('B')]).toEqual([undefined, 'ranOut']);
	});

	it('does not take its own older saving for news', () => {
		const one = new module.KnownSkus();
		const old = call(one, {}, 'A', 0);
		call(one, old, 'A', 6);
		call(one, old, 'B', 0);
		expect(one.goneBefore('A')).toBeUndefined();
	});

	it('saves at least once a second while calls overlap without a pause', () => {
		const one = new module.KnownSkus();
		one.begin();
		const early = call(one, {}, 'A', 0);
		expect(early).toEqual({});
		time.forward(1_000);
		expect(JSON.stringify(call(one, {}, 'B', 0))).toContain('"A"');
	});

	it('keeps what is gone, however much is told of what is there', () => {
		const one = new module.KnownSkus();
		let kept = call(one, {}, 'GONE', 0);
		one.merge(kept);
		for (let i = 0; i < 25_000; i++) one.note(reading(`A-${i}`, 3), undefined, false);
		expect(one.goneBefore('GONE')).toBe('ranOut');
		kept = call(one, kept, 'B', 0);
		expect((kept.known as { skus: unknown[] }).skus).toHaveLength(2);
	});
});
