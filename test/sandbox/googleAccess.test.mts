import { describe, expect, it } from 'vitest';

import { ids, sourceName } from '../../sandbox/google-merchant/sources.mts';
import { describeWithSpecs, readSpec } from '../specs.mts';
import { grant_type, open, statement, token } from './googleShop.mts';

const INK = 'en~US~ACR-INK-PAYN-30';
const us = sourceName(ids.us);

describe('login of a service account', () => {
	it('gives a token for an hour, then refuses it with 401', async () => {
		const { world, send, renew } = await open();
		const sources = async () => await send('GET', '/datasources/v1/{a}/dataSources?pageSize=1');
		expect((await sources()).status).toBe(200);
		world.pass(3601);
		expect(await sources()).toMatchObject({
			status: 401,
			body: { error: { code: 401, status: 'UNAUTHENTICATED' } },
		});
		await renew();
		expect((await sources()).status).toBe(200);
	});

	it('refuses statements as Google does', async () => {
		const { world, fake } = await open();
		const outcome = async (assertion: string, grant = grant_type) => {
			const answer = await token(fake, { grant_type: grant, assertion });
			const { error, error_description } = answer.body as Record<string, string>;
			return [answer.status, error, error_description];
		};
		const now = Math.floor(world.time / 1000);
		const good = statement(fake, world);
		expect(await outcome(`${good.slice(0, -4)}AAAA`)).toEqual([
			400,
			'invalid_grant',
			'Invalid JWT Signature.',
		]);
		expect(await outcome(statement(fake, world, { iss: 'x@y' }))).toEqual([
			400,
			'invalid_grant',
			'Invalid grant: account not found',
		]);
		for (const claims of [
			{ iat: now - 7200, exp: now - 3600 },
			{ iat: now + 7200 },
			{ exp: now + 7200 },
		])
			expect((await outcome(statement(fake, world, claims)))[2]).toContain('reasonable timeframe');
		expect((await outcome(statement(fake, world, { aud: 'https://x' })))[2]).toContain('audience');
		expect((await outcome(statement(fake, world, { scope: 'a' })))[1]).toBe('invalid_scope');
		expect((await outcome(statement(fake, world, {}, 'none')))[0]).toBe(400);
		expect((await outcome('x'))[0]).toBe(400);
		expect((await outcome(good, 'password'))[1]).toBe('unsupported_grant_type');
	});

	it('lets only a registered project with the API switched on into its own account', async () => {
		const { fake, send } = await open();
		const path = '/datasources/v1/{a}/dataSources';
		expect(await send('GET', path, undefined, { account: '1' })).toMatchObject({
			status: 403,
			body: { error: { status: 'PERMISSION_DENIED' } },
		});
		fake.project.enabled = false;
		expect((await send('GET', path)).body.error.details[0].reason).toBe('SERVICE_DISABLED');
		fake.project.registered = false;
		const { status, body } = await send('GET', path);
		expect([status, body.error.message]).toEqual([
			401,
			expect.stringContaining('is not registered with the merchant account'),
		]);
		expect((await send('GET', path, undefined, { authorization: 'Bearer x' })).status).toBe(401);
	});

	it('has buried the Content API', async () => {
		const { send } = await open();
		expect((await send('POST', '/content/v2.1/1/products')).status).toBe(410);
	});
});

describe('quotas', () => {
	it('end for a minute with one reason, and for a day with another; the day begins at noon UTC', async () => {
		const { world, fake, patch, send, renew } = await open();
		const reason = async () => {
			const { status, body } = await patch(INK, us, { availability: 'OUT_OF_STOCK' });
			return status === 200 ? 200 : [status, body.error.details[0].metadata.REASON];
		};
		Object.assign(fake.quotas.productInputs, { quotaMinuteLimit: 2, quotaLimit: 3 });
		expect([await reason(), await reason()]).toEqual([200, 200]);
		expect(await reason()).toEqual([429, 'quota/request_rate_too_high']);
		world.pass(60);
		expect(await reason()).toBe(200);
		world.pass(60);
		expect(await reason()).toEqual([429, 'quota/daily_limit_exceeded']);
		const { body } = await send('GET', '/quota/v1/{a}/quotas');
		expect(body.quotaGroups[0]).toMatchObject({
			quotaUsage: '3',
			quotaLimit: '3',
			quotaMinuteLimit: '2',
		});
		world.time = Date.parse('2026-11-23T12:00:00Z');
		await renew();
		expect((await send('GET', '/quota/v1/{a}/quotas')).body.quotaGroups[0].quotaUsage).toBe('0');
	});
});

describeWithSpecs('recorded refusals of Google', () => {
	interface Recorded {
		status: number;
		response: { error: { code: number; message: string; status?: string } };
	}
	const recorded = readSpec('google-merchant/recorded.json') as Recorded[];

	// They come from the API before this one: the form is the same, the details are not.
	it('have the form of ours', async () => {
		const { send, search } = await open();
		const ours = [
			await send('GET', '/datasources/v1/{a}/dataSources', undefined, { account: '1' }),
			await search('SELECT'),
		];
		for (const { status, response } of recorded) {
			const same = ours.find((one) => one.status === status);
			expect(same?.body.error.code).toBe(response.error.code);
			expect(typeof same?.body.error.message).toBe(typeof response.error.message);
			if (response.error.status) expect(same?.body.error.status).toBe(response.error.status);
		}
	});
});
