// One suite for all platforms: the promises of the package, kept on each channel.
import type { IDataObject } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { Platform } from '../../platforms/platform';
import type { FakeRequest } from '../../sandbox/fake.mts';
import type { FaultRule } from '../../sandbox/faults.mts';
import { createSandbox } from '../../sandbox/sandbox.mts';
import { built, runAcrylicDelist } from '../harness.mts';
import { openShop, type TestShop } from '../shop.mts';
import { cases } from './cases.mts';

const { platforms } = built('./platforms/index.js') as { platforms: Platform[] };
const { optionsName } = built('./nodes/AcrylicDelist/run/gather.js') as {
	optionsName(platform: Platform): string;
};

/** Where tokens run out, by the fakes. */
const expires = new Set(
	[...createSandbox().fakes.values()].filter((fake) => fake.expired).map(({ slug }) => slug),
);

/** Where the fake has one SKU on several listings. */
const duplicates = new Set(
	[...createSandbox().fakes.values()]
		.filter((fake) => fake.shelf().filter(({ sku }) => sku === 'ACR-DUP-1').length > 1)
		.map(({ slug }) => slug),
);

/** A promise that a platform cannot make is not tested there; it is no skipped test. */
const testWhere = (applies: boolean) =>
	applies ? test : (_name: string, _body: () => Promise<void>) => undefined;

/** A sign-in that was revoked. */
const SPOILT_SIGN_IN = {
	access_token: 'x'.repeat(32),
	refresh_token: 'x'.repeat(32),
	token_type: 'bearer',
};

const HOSTILE = [
	`'`,
	`"`,
	`\\`,
	`' OR sku:'*`,
	`*`,
	`%`,
	`%20`,
	`%2C`,
	`0`,
	`a,b`,
	`a|b`,
	`[a]`,
	`![a]%`,
	`<b>`,
	`</reference>`,
	`]]>`,
	`&amp;`,
	`../../products`,
	`a/b?c=d#e`,
	`a+b c`,
	`{{ $json }}`,
	`$(id)`,
	`\u0000`,
	`\ud800`,
	`🎨`,
	`é`,
	`x`.repeat(1_000),
	`a\nb`,
	`' OR '1'='1`,
	`x') or startswith(sku,'ACR`,
	`"}){shop{name}}#`,
	`'; DROP TABLE products; --`,
	`<![CDATA[x]]>`,
	`x`.repeat(200),
	`__proto__`,
	`constructor`,
];

describe.each(Object.entries(cases))('%s', (id, one) => {
	const {
		plain,
		hiddenByHand,
		siblings,
		firstWrite,
		login,
		countOptions,
		countless,
		options,
		noCountWhileHidden,
		widestLookUp,
	} = one;
	const platform = platforms.find((platform) => platform.id === id) as Platform;
	let shop: TestShop;

	beforeEach(async () => {
		shop = await openShop();
	});

	afterEach(async () => {
		await shop.close();
	});

	const fake = () => {
		const found = shop.sandbox.fakes.get(id);
		if (!found) throw new Error(`No fake for ${id}`);
		return found;
	};
	const shelf = (sku: string) =>
		fake()
			.shelf()
			.find((item) => item.sku === sku)?.state;
	const fault = (rule: Omit<FaultRule, 'slug'>) => shop.sandbox.faults.add({ slug: id, ...rule });
	const credential = () => platform.service?.credential as string;

	const run = async (
		operation: string,
		items: IDataObject[],
		more: { parameters?: object; signal?: AbortSignal; spoil?: boolean } = {},
	) =>
		await runAcrylicDelist({
			parameters: {
				operation,
				channels: [id],
				sku: '={{ $json.sku }}',
				...(options && { [optionsName(platform)]: options }),
				...(more.parameters ?? {}),
			} as never,
			items,
			signal: more.signal,
			credentials: more.spoil
				? {
						[credential()]: {
							...shop.credentials[credential()],
							[login]: login === 'oauthTokenData' ? SPOILT_SIGN_IN : 'x'.repeat(32),
						},
					}
				: shop.credentials,
		});
	const takeOff = async (skus: string[], more = {}) =>
		await run(
			'takeOffSale',
			skus.map((sku) => ({ sku })),
			more,
		);
	const putBack = async (items: IDataObject[]) =>
		await run('putBackOnSale', items, {
			parameters: { restore: '={{ $json.restore }}', quantity: '={{ $json.quantity ?? "" }}' },
		});

	test('takes off sale, confirms it, and puts back exactly what was', async () => {
		const before = fake().shelf();
		const { done, attention } = await takeOff([...plain]);
		expect(attention).toEqual([]);
		expect(
			done.map(({ outcome, changed, confirmed }) => ({ outcome, changed, confirmed })),
		).toEqual(plain.map(() => ({ outcome: 'offSale', changed: true, confirmed: true })));
		for (const sku of plain) expect(shelf(sku)).not.toBe('onSale');
		const back = await putBack(done);
		expect(back.done.map(({ outcome }) => outcome)).toEqual(plain.map(() => 'backOnSale'));
		expect(fake().shelf()).toEqual(before);
	});

	test('the same event again changes nothing and says so', async () => {
		await takeOff([plain[0]]);
		const afterFirst = fake().shelf();
		const { done } = await takeOff([plain[0]]);
		expect(done).toMatchObject([{ outcome: 'alreadyOffSale', changed: false }]);
		expect(fake().shelf()).toEqual(afterFirst);
	});

	test('a late stock-out after the put back, and the put back again, leave the last state', async () => {
		const first = await takeOff([plain[0]]);
		await putBack(first.done);
		const again = await putBack(first.done);
		expect(again.done).toMatchObject([{ outcome: 'alreadyOnSale', changed: false }]);
		expect(shelf(plain[0])).toBe('onSale');
	});

	test('what the seller hid by hand is still hidden after take off and put back', async () => {
		const before = fake().shelf();
		const off = await takeOff([hiddenByHand]);
		expect(off.done).toMatchObject([{ outcome: 'alreadyOffSale', changed: false }]);
		const back = await putBack(off.done);
		expect(back.done).toMatchObject([{ outcome: 'leftAlone', changed: false }]);
		expect(fake().shelf()).toEqual(before);
	});

	test('what the seller changed between take off and put back stays as the seller left it', async () => {
		const off = await takeOff([plain[0]]);
		fake().seller.setQuantity(plain[0], 77);
		const back = await putBack(off.done);
		expect([...back.done, ...back.attention]).toHaveLength(1);
		expect(
			fake()
				.shelf()
				.find(({ sku }) => sku === plain[0])?.quantity,
		).toBe(countless ? null : 77);
		if (countless) expect(shelf(plain[0])).toBe('onSale');
	});

	testWhere(!noCountWhileHidden)(
		'without restore data the quantity is set, and the item says what that means',
		async () => {
			const parameters = countOptions ? { [optionsName(platform)]: countOptions } : {};
			await takeOff([plain[0]], { parameters });
			const { done } = await run('putBackOnSale', [{ sku: plain[0] }], {
				parameters: { quantity: '4', restore: '', ...parameters },
			});
			expect(done).toMatchObject([{ channel: id, changed: true }]);
			expect(done[0].warnings).toEqual(
				expect.arrayContaining([expect.stringContaining('No restore data')]),
			);
			expect(
				fake()
					.shelf()
					.find(({ sku }) => sku === plain[0])?.quantity,
			).toBe(countless ? null : 4);
			if (countless) expect(shelf(plain[0])).toBe('onSale');
		},
	);

	test('a dry run lists the requests and writes nothing', async () => {
		const before = fake().shelf();
		const { done, attention } = await takeOff([...plain], {
			parameters: { options: { dryRun: true } },
		});
		expect(attention).toEqual([]);
		expect(done.map(({ outcome, changed, restore }) => ({ outcome, changed, restore }))).toEqual(
			plain.map(() => ({ outcome: 'planned', changed: false, restore: '' })),
		);
		expect((done[0].plannedRequests as IDataObject[])[0]).toMatchObject({
			method: expect.any(String),
			path: expect.any(String),
		});
		expect(fake().shelf()).toEqual(before);
	});

	test('a dry run names the writes of the real run, in their order', async () => {
		const planned = (await takeOff([...plain], { parameters: { options: { dryRun: true } } })).done
			.flatMap(({ plannedRequests }) => plannedRequests as IDataObject[])
			.filter(({ method, path }) => method && !String(path).startsWith('('));
		shop.sandbox.log.clear();
		await takeOff([...plain]);
		const sent = shop.sandbox.log.entries(id).map(({ method, path }) => `${method} ${path}`);
		for (const { method, path } of planned) {
			const [address] = String(path).split('?');
			const place = sent.findIndex(
				(one) => one.startsWith(`${String(method)} `) && one.endsWith(address),
			);
			expect(place, `${String(method)} ${address} in ${sent.join(', ')}`).toBeGreaterThanOrEqual(0);
			sent.splice(0, place + 1);
		}
		expect(planned.length).toBeGreaterThan(0);
	});

	const doubles = duplicates.has(id);
	testWhere(doubles)(
		'a SKU on several listings is asked about, and worked on together when the user says so',
		async () => {
			const before = fake().shelf();
			const wide = { ...options, ...widestLookUp };
			const asked = await takeOff(['ACR-DUP-1'], { parameters: { [optionsName(platform)]: wide } });
			expect(asked.attention).toMatchObject([{ outcome: 'ambiguous', changed: false }]);
			expect(fake().shelf()).toEqual(before);
			const parameters = { [optionsName(platform)]: { ...wide, severalListings: 'all' } };
			const off = await takeOff(['ACR-DUP-1'], { parameters });
			expect(off.done).toMatchObject([{ outcome: 'offSale' }]);
			expect(
				fake()
					.shelf()
					.filter(({ sku, state }) => sku === 'ACR-DUP-1' && state === 'onSale'),
			).toEqual([]);
			const back = await run('putBackOnSale', off.done, {
				parameters: { ...parameters, restore: '={{ $json.restore }}', quantity: '' },
			});
			expect(back.done).toMatchObject([{ outcome: 'backOnSale' }]);
			expect(fake().shelf()).toEqual(before);
		},
	);

	test.each(platform.stops.map((way) => way.id))(
		"the way '%s' stops the sale and is undone exactly, or is refused and changes nothing",
		async (stop) => {
			const before = fake().shelf();
			const parameters = { [optionsName(platform)]: { ...options, ...countOptions, stop } };
			const off = await takeOff([plain[0]], { parameters });
			const [row] = [...off.done, ...off.attention];
			expect(['offSale', 'refused']).toContain(row.outcome);
			if (row.outcome === 'refused') expect(fake().shelf()).toEqual(before);
			else expect(fake().shelf()).not.toEqual(before);
			await run('putBackOnSale', [row], {
				parameters: { ...parameters, restore: '={{ $json.restore }}', quantity: '' },
			});
			expect(fake().shelf()).toEqual(before);
		},
	);

	testWhere(platform.settle.lags)(
		'what does not show yet is pending and not confirmed, and shows later',
		async () => {
			const { done } = await takeOff([plain[0]], { parameters: { options: { confirmFor: 0 } } });
			// Some lag only where many are read back: what shows at once is confirmed.
			const shown = { outcome: 'offSale', confirmed: true };
			const hidden = {
				outcome: 'pending',
				confirmed: false,
				nextStep: expect.stringContaining('Get Stock State'),
			};
			expect(done).toMatchObject([done[0]?.outcome === 'offSale' ? shown : hidden]);
			await shop.clock.sleep(180_000);
			const later = await run('getStockState', [{ sku: plain[0] }]);
			expect(later.done).toMatchObject([{ outcome: 'alreadyOffSale' }]);
			expect((await putBack(done)).done).toMatchObject([{ outcome: 'backOnSale' }]);
		},
	);

	testWhere(platform.settle.lags)(
		'what does not show yet can be put back, and taken off again, as if it did',
		async () => {
			const before = fake().shelf();
			const hurry = { parameters: { options: { confirmFor: 0 } } };
			const { done } = await takeOff([plain[0]], hurry);
			await putBack(done);
			expect(fake().shelf()).toEqual(before);
			await takeOff([plain[0]], hurry);
			await shop.clock.sleep(180_000);
			expect(shelf(plain[0])).not.toBe('onSale');
		},
	);

	test('reading the state changes nothing', async () => {
		const before = fake().shelf();
		const { done } = await run('getStockState', [{ sku: plain[0] }, { sku: hiddenByHand }]);
		expect(done).toMatchObject([
			{ outcome: 'alreadyOnSale', changed: false, after: { sku: plain[0], buyable: true } },
			{ outcome: 'alreadyOffSale', changed: false, after: { buyable: false } },
		]);
		expect(fake().shelf()).toEqual(before);
	});

	test('every item comes out, in order, each linked to its input item, and a repeated SKU reports its change once', async () => {
		const skus = [plain[0], 'ACR-UNKNOWN', plain[1], plain[0], ''];
		const { raw } = await takeOff(skus);
		const rows = raw.flat();
		expect(rows).toHaveLength(skus.length);
		expect(new Set(rows.map(({ pairedItem }) => (pairedItem as { item: number }).item))).toEqual(
			new Set([0, 1, 2, 3, 4]),
		);
		for (const output of raw) {
			const places = output.map(({ pairedItem }) => (pairedItem as { item: number }).item);
			expect(places).toEqual([...places].sort((a, b) => a - b));
		}
		const same = rows.filter(({ json }) => json.sku === plain[0]).map(({ json }) => json.changed);
		expect(same).toEqual([true, false]);
		for (const { json } of raw[1])
			expect(json.nextStep, String(json.sku)).toEqual(expect.any(String));
	});

	test.each(HOSTILE)(
		'a SKU like %j is looked for as it is, and finds nothing else',
		async (sku) => {
			const before = fake().shelf();
			const { done, attention } = await takeOff([sku, plain[0]]);
			expect(done).toMatchObject([{ sku: plain[0], outcome: 'offSale' }]);
			expect(attention).toHaveLength(1);
			expect(['notFound', 'failed', 'refused']).toContain(attention[0].outcome);
			const others = (items: typeof before) => items.filter((item) => item.sku !== plain[0]);
			expect(others(fake().shelf())).toEqual(others(before));
		},
	);

	/** Does `act` after every request the platform answers, or before the one of that number. */
	const meanwhile = (
		act: (number: number, request: FakeRequest) => void,
		when: 'before' | 'after',
	) => {
		const shopFake = fake();
		const handle = shopFake.handle.bind(shopFake);
		let requests = 0;
		shopFake.handle = async (request) => {
			const number = shopFake.isLogin(request) ? 0 : ++requests;
			if (when === 'before') act(number, request);
			const answer = await handle(request);
			if (when === 'after') act(number, request);
			return answer;
		};
	};

	// Where changes take their time to show, our own may show before the other one.
	testWhere(!platform.settle.lags)(
		'what somebody else puts on sale again at once is contradicted, and left to them',
		async () => {
			const [sku] = plain;
			meanwhile(() => {
				if (shelf(sku) === 'onSale') return;
				fake().seller.setHidden(sku, false);
				fake().seller.setQuantity(sku, 9);
			}, 'after');
			const { done, attention } = await takeOff([sku]);
			expect(done).toEqual([]);
			expect(attention).toMatchObject([
				{
					outcome: 'contradicted',
					changed: true,
					confirmed: false,
					message: expect.stringContaining(platform.name),
					nextStep: expect.stringMatching(/\.$/),
				},
			]);
			await putBack(attention);
			expect(
				fake()
					.shelf()
					.find((item) => item.sku === sku),
			).toMatchObject({ state: 'onSale', quantity: 9 });
		},
	);

	test('a listing that is deleted meanwhile is reported, and the others are done', async () => {
		// A first run tells which request changes what; the second one is disturbed right before it.
		let first = 0;
		let untouched: string = plain[1];
		meanwhile((number, { method }) => {
			const gone = plain.filter((sku) => shelf(sku) !== 'onSale');
			// Some shelves show a write only minutes later; there the method tells.
			const isWrite = method === firstWrite.method && firstWrite.after === undefined;
			if (first > 0 || (gone.length === 0 && !(platform.settle.lags && isWrite))) return;
			first = number;
			if (gone.length === 1) untouched = plain.find((sku) => sku !== gone[0]) as string;
		}, 'after');
		await takeOff([...plain]);
		await shop.close();
		shop = await openShop();
		const other = plain.find((sku) => sku !== untouched) as string;
		meanwhile((number) => {
			if (number === first) fake().seller.remove(untouched);
		}, 'before');
		const { done, attention } = await takeOff([...plain]);
		const rows = [...done, ...attention];
		expect(rows.map(({ sku }) => sku).sort()).toEqual([...plain].sort());
		expect(done.find(({ sku }) => sku === other)).toMatchObject({ outcome: 'offSale' });
		expect(shelf(other)).not.toBe('onSale');
		const lost = rows.find(({ sku }) => sku === untouched);
		expect(lost).toMatchObject({ confirmed: false, nextStep: expect.stringMatching(/\.$/) });
		expect(lost?.outcome).not.toBe('offSale');
	});

	test('what was written before the platform took no more requests is undone as well', async () => {
		const before = fake().shelf();
		const parameters = { [optionsName(platform)]: { ...options, ...countOptions } };
		let isWritten = false;
		meanwhile(() => {
			if (isWritten || JSON.stringify(fake().shelf()) === JSON.stringify(before)) return;
			isWritten = true;
			fault({ kind: 'throttled' });
		}, 'after');
		const { done, attention } = await takeOff([plain[0]], { parameters });
		shop.sandbox.faults.clear();
		await shop.clock.sleep(180_000);
		await run('putBackOnSale', [...done, ...attention], {
			parameters: { ...parameters, restore: '={{ $json.restore }}', quantity: '' },
		});
		await shop.clock.sleep(180_000);
		expect(fake().shelf()).toEqual(before);
	});

	test('waits when told to slow down, and loses nothing', async () => {
		fault({ kind: 'throttled', times: 3 });
		const { done } = await takeOff([plain[0]]);
		expect(done).toMatchObject([{ outcome: 'offSale', confirmed: true }]);
	});

	test('tries again when the platform is down for a moment', async () => {
		fault({ kind: 'unavailable', times: 2 });
		const { done } = await takeOff([plain[0]]);
		expect(done).toMatchObject([{ outcome: 'offSale', confirmed: true }]);
	});

	test('says so when the platform stays down', async () => {
		fault({ kind: 'unavailable' });
		const { attention } = await takeOff([plain[0]]);
		expect(attention).toMatchObject([
			{
				outcome: 'failed',
				changed: false,
				message: expect.stringContaining('could not'),
				nextStep: expect.any(String),
			},
		]);
	});

	test('a web page instead of data is recognised, and nothing counts as done', async () => {
		fault({ kind: 'html' });
		const { attention } = await takeOff([plain[0]]);
		expect(attention).toMatchObject([
			{ outcome: 'failed', message: expect.stringContaining('web page') },
		]);
	});

	test('a redirect on the write is not followed and not taken for success', async () => {
		const before = fake().shelf();
		fault({ kind: 'redirect', ...firstWrite });
		const { done, attention } = await takeOff([plain[0]]);
		expect(done).toEqual([]);
		expect(attention).toMatchObject([{ changed: false, confirmed: false }]);
		expect(fake().shelf()).toEqual(before);
	});

	test('a connection cut after the write was carried out is judged by the listing, not by the silence', async () => {
		fault({ kind: 'dropAfter', ...firstWrite, times: 1 });
		const { done } = await takeOff([plain[0]]);
		expect(done).toMatchObject([{ outcome: 'offSale', changed: true, confirmed: true }]);
		expect((await putBack(done)).done).toMatchObject([{ outcome: 'backOnSale' }]);
	});

	test('a write that never gets an answer is undone as well, if it was carried out', async () => {
		const before = fake().shelf();
		fault({ kind: 'dropAfter', ...firstWrite, times: 4 });
		const { done, attention } = await takeOff([plain[0]]);
		const rows = [...done, ...attention];
		expect(rows).toHaveLength(1);
		shop.sandbox.faults.clear();
		await putBack(rows);
		expect(fake().shelf()).toEqual(before);
	});

	test('a refused login gives one sentence, few requests, and shows no secret', async () => {
		const { attention } = await takeOff([...plain, hiddenByHand], { spoil: true });
		expect(attention).toHaveLength(3);
		for (const row of attention)
			expect(row).toMatchObject({
				outcome: 'failed',
				nextStep: expect.stringMatching(/credential|key|token/i),
			});
		expect(JSON.stringify(attention)).not.toContain('x'.repeat(32));
	});

	testWhere(expires.has(id))(
		'a token that expires on the way is renewed, and the run goes on',
		async () => {
			await takeOff([plain[1]]);
			fault({ kind: 'expireToken', times: 1, after: 1 });
			const { done } = await takeOff([plain[0]]);
			expect(done).toMatchObject([{ outcome: 'offSale', confirmed: true }]);
		},
	);

	const hidesProducts = platform.stops.some(({ hides }) => hides === 'product');
	testWhere(hidesProducts)(
		'a product with a variant in stock is not hidden, and is once all its variants are out',
		async () => {
			const parameters = { [optionsName(platform)]: { stop: 'both' } };
			const first = await takeOff([siblings[0]], { parameters });
			expect(first.done).toMatchObject([
				{ outcome: 'offSale', warnings: [expect.stringContaining('Not hidden')] },
			]);
			expect(shelf(siblings[1])).toBe('onSale');
			const second = await takeOff([siblings[1]], { parameters });
			expect(second.done).toMatchObject([{ outcome: 'offSale' }]);
			for (const sku of siblings) expect(shelf(sku)).toBe('hidden');
			const back = await putBack([...second.done, ...first.done]);
			expect(back.attention).toEqual([]);
			for (const sku of siblings) expect(shelf(sku)).toBe('onSale');
		},
	);

	testWhere(hidesProducts)(
		'hides the whole product at once when all its variants run out together',
		async () => {
			const { done } = await takeOff([...siblings], {
				parameters: { [optionsName(platform)]: { stop: 'hide' } },
			});
			expect(done).toMatchObject([{ outcome: 'offSale' }, { outcome: 'offSale' }]);
			for (const sku of siblings) expect(shelf(sku)).toBe('hidden');
		},
	);

	test('stops promptly when the execution is cancelled, and still reports every item', async () => {
		fault({ kind: 'delay', ms: 60_000 });
		const controller = new AbortController();
		setTimeout(() => controller.abort(), 50);
		const { done, attention } = await takeOff([...plain], { signal: controller.signal });
		expect([...done, ...attention]).toHaveLength(plain.length);
		for (const row of attention) expect(row.message).toMatch(/cancelled/);
	});
});
