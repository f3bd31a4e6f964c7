import { afterEach, describe, expect, it } from 'vitest';

import { Keeper, problem, settingsFor, World, type WorldOptions } from './world.mts';

const DAY_MS = 24 * 60 * 60_000;
let world: World;
afterEach(() => world.close());

/** Seven SKUs in stock, three to a page, read once. */
async function begun(options: WorldOptions = {}): Promise<Keeper> {
	world = new World(options);
	for (const sku of 'ABCDEFG') world.set(sku, 5);
	world.now += DAY_MS;
	const keeper = new Keeper(world);
	expect(await keeper.names()).toEqual([]);
	world.requests.length = 0;
	return keeper;
}

describe('a pass', () => {
	it('is read to its end, page by page', async () => {
		const keeper = await begun();
		world.set('G', 0);
		expect(await keeper.names()).toEqual(['ranOut G']);
		expect(world.requests.map(({ from, since }) => [from, since])).toEqual([
			[undefined, undefined],
			['C', undefined],
			['F', undefined],
		]);
	});

	it('goes on at the next poll when the time is over, and emits what it has', async () => {
		const keeper = await begun();
		world.set('A', 0);
		world.set('G', 0);
		expect(await keeper.names(0)).toEqual(['ranOut A']);
		expect(await keeper.names(0)).toEqual([]);
		expect(await keeper.names(0)).toEqual(['ranOut G']);
		expect(world.requests.map(({ from }) => from)).toEqual([undefined, 'C', 'F']);
	});

	it('in parts is one reading: a rise at its start is not confirmed at its end', async () => {
		const keeper = await begun();
		world.set('A', 0);
		await keeper.names();
		world.set('A', 3);
		for (let tick = 0; tick < 3; tick++) expect(await keeper.names(0)).toEqual([]);
		expect(await keeper.names(0)).toEqual(['cameBack A']);
	});

	it('emits what it found before it broke off, and goes on there', async () => {
		const keeper = await begun();
		world.set('A', 0);
		world.set('G', 0);
		const page = world.reader.page.bind(world.reader);
		world.reader.page = async (request) => {
			world.reader.page = async (next) => {
				world.reader.page = page;
				return await Promise.reject(next ? problem('unavailable') : problem('unknown'));
			};
			return await page(request);
		};
		const broken = await keeper.poll();
		expect(broken.events).toMatchObject([{ sku: 'A' }]);
		expect(broken.error).toBeDefined();
		expect(await keeper.names()).toEqual(['ranOut G']);
		expect(world.requests.map(({ from }) => from)).toEqual([undefined, 'C', 'F']);
	});

	it('begins anew where the place to go on was forgotten', async () => {
		const keeper = await begun();
		expect(await keeper.names(0)).toEqual([]);
		world.set('A', 0);
		world.failure = problem('invalid');
		expect(await keeper.names()).toEqual(['ranOut A']);
		expect(world.requests.map(({ from }) => from)).toEqual([undefined, 'C', undefined, 'C', 'F']);
	});

	it('waits at its place while the shop is away', async () => {
		const keeper = await begun();
		expect(await keeper.names(0)).toEqual([]);
		world.failure = problem('unavailable');
		expect((await keeper.poll()).error).toBeDefined();
		expect(await keeper.names()).toEqual([]);
		expect(world.requests.map(({ from }) => from)).toEqual([undefined, 'C', 'C', 'F']);
	});

	it('that leads in circles ends with a sentence', async () => {
		const keeper = await begun();
		world.reader.page = async () => await Promise.resolve({ readings: [], next: 'C' });
		expect((await keeper.poll()).error).toMatchObject({
			problem: { message: expect.stringContaining('in circles') },
		});
	});

	it('that leads back to an earlier page ends as well, and the next poll begins anew', async () => {
		const keeper = await begun();
		const froms: Array<string | undefined> = [];
		world.reader.page = async ({ from }) => {
			froms.push(from);
			return await Promise.resolve({ readings: [], next: from === 'C' ? 'F' : 'C' });
		};
		expect((await keeper.poll()).error).toMatchObject({
			problem: { message: expect.stringContaining('in circles') },
		});
		await keeper.poll();
		expect(froms).toEqual([undefined, 'C', 'F', undefined, 'C', 'F']);
	});

	it('begins anew when the questions change on the way', async () => {
		const keeper = await begun();
		world.set('A', 2);
		expect(await keeper.names(0)).toEqual([]);
		keeper.settings = settingsFor({ threshold: 2, digest: 'other questions' });
		expect(await keeper.names()).toEqual(['ranOut A']);
	});
});

describe('where a source can be asked for changes', () => {
	const options = { lagMs: 30_000 };

	it('only they are read after the first pass, reaching back before its start', async () => {
		const keeper = await begun(options);
		const start = world.now - 60_000;
		world.set('B', 0);
		world.now += 60_000;
		expect(await keeper.names()).toEqual(['ranOut B']);
		expect(world.requests).toEqual([
			{ from: undefined, since: new Date(start - 30_000).toISOString(), version: undefined },
		]);
	});

	it('a rise that is not mentioned again is confirmed', async () => {
		const keeper = await begun(options);
		world.set('B', 0);
		world.now += 60_000;
		await keeper.names();
		world.set('B', 4);
		world.now += 600_000;
		expect(await keeper.names()).toEqual([]);
		world.now += 600_000;
		const { events } = await keeper.poll();
		expect(events).toMatchObject([
			{ event: 'cameBack', sku: 'B', quantity: 4, previousQuantity: 0 },
		]);
	});

	it('a change that got lost heals within a day', async () => {
		const keeper = await begun(options);
		world.rows.set('B', { quantity: 0, changedAt: 0 });
		expect(await keeper.names()).toEqual([]);
		world.now += DAY_MS;
		expect(await keeper.names()).toEqual(['ranOut B']);
		expect(world.requests.at(-1)!.since).toBeUndefined();
	});

	it('a numbered mark is given back', async () => {
		const keeper = await begun(options);
		world.reader.page = async ({ since }) =>
			await Promise.resolve({ readings: [], mark: `after ${since}` });
		await keeper.names();
		const marks: unknown[] = [];
		world.reader.page = async ({ since }) => {
			marks.push(since);
			return await Promise.resolve({ readings: [] });
		};
		await keeper.names();
		await keeper.names();
		expect(marks[0]).toMatch(/^after /);
		// A pass that names no new one ends where it began.
		expect(marks[1]).toBe(marks[0]);
	});
});

describe('a short reading of a shop', () => {
	const shrink = () => {
		world.set('A', 0);
		for (const sku of 'DEFG') world.rows.delete(sku);
		world.set('C', 0);
	};

	it('changes nothing', async () => {
		const keeper = await begun();
		shrink();
		const { events, notices } = await keeper.poll();
		expect(events).toEqual([]);
		expect(notices).toMatchObject([{ event: 'feedTooShort', rows: 3, rowsBefore: 7 }]);
		for (const sku of 'DEFG') world.set(sku, 5);
		expect(await keeper.names()).toEqual(['ranOut A', 'ranOut C']);
	});

	it('that takes several polls tells what came before its end was reached', async () => {
		const keeper = await begun({ perPage: 1 });
		shrink();
		expect(await keeper.names(0)).toEqual(['ranOut A']);
		expect(await keeper.names(0)).toEqual([]);
		const { events, notices } = await keeper.poll(0);
		expect(events).toEqual([]);
		expect(notices).toMatchObject([{ event: 'feedTooShort', rows: 3 }]);
		for (const sku of 'DEFG') world.set(sku, 5);
		expect(await keeper.names()).toEqual(['ranOut C']);
	});

	it('of an empty account is said once, and what comes then is the first reading', async () => {
		world = new World();
		const keeper = new Keeper(world);
		expect((await keeper.poll()).notices).toMatchObject([
			{ event: 'feedTooShort', rowsBefore: null },
		]);
		expect((await keeper.poll()).notices).toEqual([]);
		world.set('A', 0);
		expect(await keeper.names()).toEqual([]);
	});
});

describe('what is remembered', () => {
	it('fits into what n8n keeps for a node', async () => {
		world = new World({ perPage: 50_000 });
		const sku = (i: number) => `ACR-HB-TITANIUM-WHITE-LARGE-TUBE-${i}`;
		for (let i = 0; i < 50_000; i++) world.set(sku(i), i % 10);
		const keeper = new Keeper(world);
		expect(await keeper.names()).toEqual([]);
		expect(keeper.kept.length).toBeLessThan(200_000);
		for (let i = 0; i < 50_000; i += 10) world.set(sku(i), 5);
		expect(await keeper.names()).toEqual([]);
		expect(keeper.kept.length).toBeLessThan(900_000);
		expect(await keeper.names()).toHaveLength(5_000);
		for (let i = 0; i < 50_000; i += 10) world.set(sku(i), 0);
		expect(await keeper.names()).toHaveLength(5_000);
		expect(keeper.kept.length).toBeLessThan(900_000);
	});

	it('has room for many rises at once where only changes are read', async () => {
		world = new World({ perPage: 1_000, lagMs: 0 });
		const skus = Array.from({ length: 3_000 }, (_, i) => `S${i}`);
		for (const sku of skus) world.set(sku, 0);
		const keeper = new Keeper(world);
		await keeper.names();
		for (const sku of skus) world.set(sku, 1);
		expect(await keeper.names()).toEqual([]);
		expect(await keeper.names()).toHaveLength(3_000);
		expect(await keeper.names()).toEqual([]);
	});

	it('says so when more is out than can be remembered', async () => {
		world = new World({ perPage: 60_000 });
		for (let i = 0; i < 50_001; i++) world.set(`S${i}`, 0);
		await expect(new Keeper(world).poll()).rejects.toMatchObject({
			problem: { message: expect.stringContaining('50000 SKUs'), nextStep: expect.any(String) },
		});
	});

	it.each(['__proto__', 'constructor', '#', ':', 'o:', '\n', '\ud800', 'x'.repeat(10_000)])(
		'takes the SKU %j for a SKU',
		async (sku) => {
			world = new World();
			world.set(sku, 1);
			world.set('B', 1);
			const keeper = new Keeper(world);
			await keeper.names();
			for (let round = 0; round < 2; round++) {
				world.set(sku, 0);
				expect(await keeper.names()).toEqual([`ranOut ${sku}`]);
				expect(await keeper.names()).toEqual([]);
				world.set(sku, 2);
				expect(await keeper.names()).toEqual([]);
				expect(await keeper.names()).toEqual([`cameBack ${sku}`]);
			}
		},
	);

	it('of a rise with a very long SKU is enough to confirm it where only changes are read', async () => {
		world = new World({ lagMs: 0 });
		const sku = 'x'.repeat(1_000);
		world.set(sku, 0);
		const keeper = new Keeper(world);
		await keeper.names();
		world.set(sku, 2);
		expect(await keeper.names()).toEqual([]);
		expect(await keeper.names()).toEqual([`cameBack ${sku}`]);
	});

	it('keeps event ids apart although only so many returns are counted', async () => {
		world = new World({ perPage: 10_000 });
		const skus = Array.from({ length: 6_000 }, (_, i) => `S${i}`);
		const keeper = new Keeper(world, settingsFor({ confirmRises: false }));
		const page = world.reader.page.bind(world.reader);
		world.reader.page = async (request) => {
			const { readings, ...rest } = await page(request);
			return { ...rest, readings: readings.map((one) => ({ ...one, keyIsGuessed: true })) };
		};
		for (const sku of skus) world.set(sku, 1);
		await keeper.names();
		const ids: string[] = [];
		for (const quantity of [0, 1, 0, 1, 0, 1, 0]) {
			for (const sku of skus) world.set(sku, quantity);
			ids.push(...(await keeper.poll()).events.map(({ eventId }) => eventId));
		}
		expect(ids).toHaveLength(7 * 6_000);
		expect(new Set(ids).size).toBe(ids.length);
	});
});

describe('two listings with one SKU', () => {
	it('are two: each runs out once and neither brings the other back', async () => {
		world = new World();
		const quantities: Record<string, number> = { one: 1, two: 0 };
		world.reader.page = async () =>
			await Promise.resolve({
				readings: Object.entries(quantities).map(([productId, quantity]) => ({
					sku: 'A',
					productId,
					quantity,
					reason: '',
					key: productId,
				})),
			});
		const keeper = new Keeper(world, settingsFor({ confirmRises: false }));
		expect(await keeper.names()).toEqual([]);
		expect(await keeper.names()).toEqual([]);
		quantities.one = 0;
		expect(await keeper.names()).toEqual(['ranOut A']);
		expect(await keeper.names()).toEqual([]);
	});
});

describe('a row that is read again', () => {
	it('is no news, neither within the overlap nor as it was before', async () => {
		world = new World({ lagMs: 600_000 });
		world.set('A', 1);
		world.set('B', 1);
		const keeper = new Keeper(world);
		await keeper.names();
		const before = world.rows.get('A')!;
		world.set('A', 0);
		world.now += 600_000;
		expect(await keeper.names()).toEqual(['ranOut A']);
		for (let i = 0; i < 5; i++) expect(await keeper.names()).toEqual([]);
		const gone = world.rows.get('A')!;
		// A copy of the shop that lags behind answers once.
		world.rows.set('A', { ...before, changedAt: gone.changedAt });
		expect(await keeper.names()).toEqual([]);
		world.rows.set('A', gone);
		expect(await keeper.names()).toEqual([]);
	});
});
