import { describe, expect, it } from 'vitest';
import { describeWithSpecs, readSpec } from '../specs.mts';
import { create, feedOf, market, open, quantity, upload } from './amazonShop.mts';

describe('patching a listing', () => {
	it('accepts, shows it half a minute later, and drops BUYABLE at 0', async () => {
		const { world, patch, read, fake } = await open();
		const answer = await patch('ACR-INK-PAYN-30', [quantity('DEFAULT', 0)]);
		expect(answer.body).toMatchObject({ sku: 'ACR-INK-PAYN-30', status: 'ACCEPTED', issues: [] });
		expect((await read('ACR-INK-PAYN-30')).fulfillmentAvailability[0].quantity).toBe(8);
		world.pass(30);
		const after = await read('ACR-INK-PAYN-30');
		expect(after.summaries[0]).toMatchObject({
			status: ['DISCOVERABLE'],
			lastUpdatedDate: '2026-11-23T10:00:30.000Z',
		});
		expect(after.attributes['fulfillment_availability'][0]).toMatchObject({
			quantity: 0,
			lead_time_to_ship_max_days: 2,
		});
		expect(fake.shelf().find(({ sku }) => sku === 'ACR-INK-PAYN-30')?.state).toBe('soldOut');
	});

	it('loses with replace what it is not sent', async () => {
		const { world, patch, read } = await open();
		await patch('ACR-INK-PAYN-30', [quantity('DEFAULT', 3, 'replace')]);
		world.pass(30);
		const [record] = (await read('ACR-INK-PAYN-30')).attributes['fulfillment_availability'];
		expect(record).toEqual({
			fulfillment_channel_code: 'DEFAULT',
			quantity: 3,
			marketplace_id: market,
		});
	});

	it('goes on selling from the second channel code, and from FBA', async () => {
		const { world, patch, read, fake } = await open();
		await patch('ACR-GEL-MATT-500', [quantity('DEFAULT', 0)]);
		await patch('ACR-GES-WHT-1000', [quantity('DEFAULT', 0)]);
		world.pass(30);
		expect((await read('ACR-GEL-MATT-500')).summaries[0].status).toContain('BUYABLE');
		const gesso = await read('ACR-GES-WHT-1000');
		expect(gesso.fulfillmentAvailability).toEqual([
			{ fulfillmentChannelCode: 'AMAZON_NA' },
			{ fulfillmentChannelCode: 'DEFAULT', quantity: 0 },
		]);
		expect(gesso.summaries[0].status).toContain('BUYABLE');
		const taken = await patch('ACR-GES-WHT-1000', [quantity('AMAZON_NA', 0)]);
		expect(taken.body).toMatchObject({ status: 'ACCEPTED' });
		world.pass(30);
		expect(fake.shelf().find(({ sku }) => sku === 'ACR-GES-WHT-1000')?.state).toBe('onSale');
	});

	it('ends an offer by its date and starts it again', async () => {
		const { world, patch, read } = await open();
		const selectors = { marketplace_id: market, currency: 'USD', audience: 'ALL' };
		const path = '/attributes/purchasable_offer';
		const before = await read('ACR-INK-PAYN-30');
		const ended = { ...selectors, end_at: { value: '2026-11-22T00:00:00.000Z' } };
		await patch('ACR-INK-PAYN-30', [{ op: 'merge', path, value: [ended] }]);
		world.pass(30);
		const after = await read('ACR-INK-PAYN-30');
		expect(after.summaries[0].status).toEqual(['DISCOVERABLE']);
		expect(after.attributes['purchasable_offer'][0]).toHaveProperty('our_price');
		const value = before.attributes['purchasable_offer'];
		await patch('ACR-INK-PAYN-30', [{ op: 'replace', path, value }]);
		world.pass(30);
		expect((await read('ACR-INK-PAYN-30')).attributes).toEqual(before.attributes);
	});

	it('stores nothing in a preview, nor of an unknown SKU it accepts', async () => {
		const { world, patch, read } = await open();
		const preview = '&mode=VALIDATION_PREVIEW';
		const valid = await patch('ACR-INK-PAYN-30', [quantity('DEFAULT', 0)], preview);
		expect(valid.body).toMatchObject({ status: 'VALID' });
		expect((await patch('NOPE', [quantity('DEFAULT', 0)])).body).toMatchObject({
			status: 'ACCEPTED',
		});
		world.pass(60);
		expect((await read('ACR-INK-PAYN-30')).fulfillmentAvailability[0].quantity).toBe(8);
		expect(await read('NOPE')).toHaveProperty('errors');
	});

	it('judges wrong values inside a 200, wrong forms with 400', async () => {
		const { world, patch } = await open();
		const codes = async (patches: unknown, type?: string) => {
			world.pass(1);
			const { status, body } = await patch('ACR-INK-PAYN-30', patches, '', type);
			const issues = (body as { issues?: { code: string }[] }).issues ?? [];
			return [status, ...issues.map(({ code }) => code)];
		};
		expect(await codes([quantity('DEFAULT', -1)])).toEqual([200, '4000001']);
		expect(await codes([quantity('', 1)])).toEqual([200, '99022']);
		expect(await codes([quantity('DEFAULT', 1)], 'MATTRESS_COVER')).toEqual([200, '4000003']);
		expect(await codes([quantity('DEFAULT', 1)], 'ART_CRAFT_SUPPLY')).toEqual([200]);
		expect(await codes([])).toEqual([400]);
		expect(await codes([{ op: 'move', path: '/attributes/x', value: [] }])).toEqual([400]);
	});
});

describeWithSpecs('recorded answers of the listings API', () => {
	interface Recorded {
		covers?: string;
		request: { method: string; body?: { productType: string; patches: unknown } };
		status: number;
		response: { issues?: unknown[]; errors?: unknown[] };
	}
	const recorded = readSpec('amazon/recorded.json') as Recorded[];
	const of = (covers: string) => {
		const found = recorded.find((one) => one.covers?.includes(covers));
		if (!found) throw new Error(`Nothing recorded about ${covers}`);
		return found;
	};

	it('refuses an attribute name in camelCase with the same issue', async () => {
		const { patch } = await open();
		const { request, response } = of('camelCase');
		const answer = await patch('ACR-INK-PAYN-30', request.body?.patches);
		expect((answer.body as { issues: unknown[] }).issues).toEqual(response.issues);
	});

	it('refuses patches that are no array with the same 400', async () => {
		const { patch } = await open();
		const { request, response, status } = of('patches is not an array');
		const answer = await patch('ACR-INK-PAYN-30', request.body?.patches);
		expect([answer.status, answer.body]).toEqual([status, response]);
	});

	it('says the same of a missing channel code', async () => {
		const { patch } = await open();
		const { message } = of('quantity patch without').response.issues?.[0] as { message: string };
		const answer = await patch('ACR-INK-PAYN-30', [quantity('', 1)]);
		expect(answer.body).toMatchObject({ status: 'INVALID', issues: [{ message }] });
	});
});

describe('limits', () => {
	it('lets 5 patches through at once and one more every fifth of a second', async () => {
		const { world, patch } = await open();
		const burst = [];
		for (let i = 0; i < 6; i++)
			burst.push(await patch('ACR-INK-PAYN-30', [quantity('DEFAULT', i)]));
		expect(burst.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429]);
		expect(burst[0].headers?.['x-amzn-ratelimit-limit']).toBe('5.0');
		expect(burst[5].headers).toMatchObject({ 'x-amzn-errortype': 'TooManyRequestsException' });
		expect(burst[5].headers).not.toHaveProperty('x-amzn-ratelimit-limit');
		world.pass(0.2);
		expect((await patch('ACR-INK-PAYN-30', [quantity('DEFAULT', 9)])).status).toBe(200);
	});

	it('takes 5 listings feeds in 5 minutes', async () => {
		const { world, fake, headers } = await open();
		const createFeed = async () => {
			const id = await upload(fake, headers, feedOf(fake, []));
			return (await create(fake, headers, id)).status;
		};
		const statuses = [];
		for (let i = 0; i < 6; i++) statuses.push(await createFeed());
		expect(statuses).toEqual([202, 202, 202, 202, 202, 429]);
		world.pass(300);
		expect(await createFeed()).toBe(202);
	});
});
