// Hooks of the BigCommerce fake: what it answers, how often it tries, when it gives up.
import { describe, expect, it } from 'vitest';

import { storeHash } from '../../sandbox/bigcommerce/access.mts';
import { makeBigCommerce } from '../../sandbox/bigcommerce/index.mts';
import { catalogue } from '../../sandbox/catalogue.mts';
import type { World } from '../../sandbox/fake.mts';
import { responseSchema, violations } from '../openapi.mts';
import { readSpec, specsDir } from '../specs.mts';

const spec = specsDir === undefined ? undefined : readSpec('bigcommerce/rest-v3.trimmed.json');
const destination = 'https://n8n.example.test/webhook/1';
const scope = 'store/product/inventory/order/updated';

function open(receiver: () => number = () => 200) {
	let now = Date.UTC(2026, 10, 23);
	const sent: Array<Parameters<World['deliver']>[0] & { at: number }> = [];
	const fake = makeBigCommerce({
		clock: {
			now: () => now,
			sleep: async (ms) => {
				now += ms;
			},
		},
		random: () => 0.5,
		baseUrl: () => 'https://store.example.test',
		deliver: async (delivery) => {
			sent.push({ ...delivery, at: now });
			return receiver();
		},
		catalogue,
		allowLocalWebhooks: false,
		delayFactor: 1,
	});
	const call = async (method: string, path: string, body?: unknown) => {
		const answer = await fake.handle({
			method,
			path: `/stores/${storeHash}/v3${path}`,
			query: new URLSearchParams(),
			headers: { 'x-auth-token': fake.tokens.full.token },
			body: Buffer.from(body === undefined ? '' : JSON.stringify(body)),
		});
		// That a hook may be gone already when it is deleted is not in the document.
		if (spec && !(method === 'DELETE' && answer.status === 404)) {
			const schema = responseSchema(spec, method, path, answer.status);
			expect(violations(schema, JSON.parse(JSON.stringify(answer.body)))).toEqual([]);
		}
		return { status: answer.status, json: answer.body as ReturnType<typeof JSON.parse> };
	};
	const settled = async () => await new Promise((resolve) => setTimeout(resolve, 20));
	return { fake, call, sent, settled, pass: (ms: number) => (now += ms) };
}

describe('hooks', () => {
	it('are made, listed, changed and deleted', async () => {
		const { call } = open();
		const { json } = await call('POST', '/hooks', { scope, destination });
		const path = `/hooks/${json.data.id}`;
		expect((await call('GET', '/hooks')).json.data).toEqual([json.data]);
		expect((await call('PUT', path, { is_active: false })).json.data.is_active).toBe(false);
		expect((await call('DELETE', path)).status).toBe(200);
		expect((await call('DELETE', path)).status).toBe(404);
	});

	it.each([
		['no address', { scope }],
		['plain http', { scope, destination: 'http://n8n.example.test/1' }],
		['another port', { scope, destination: 'https://n8n.example.test:8443/1' }],
		['no scope', { destination }],
	])('are refused with %s', async (_name, body) => {
		expect((await open().call('POST', '/hooks', body)).status).toBe(422);
	});

	it('are refused twice for the same address, and beyond ten of a scope', async () => {
		const { call } = open();
		for (let i = 1; i <= 10; i++) {
			const hook = { scope, destination: `https://n8n.example.test/${i}` };
			expect((await call('POST', '/hooks', hook)).status).toBe(200);
			if (i === 1) expect((await call('POST', '/hooks', hook)).status).toBe(422);
		}
		expect((await call('POST', '/hooks', { scope, destination })).status).toBe(422);
	});

	it('are tried twelve times over two days, then switched off', async () => {
		const { fake, call, sent, settled } = open(() => 503);
		const { json } = await call('POST', '/hooks', { scope, destination });
		fake.seller.sell('ACR-GEL-MATT-500', 1);
		await settled();
		expect(sent).toHaveLength(12);
		expect(new Set(sent.map(({ body }) => body)).size).toBe(1);
		expect(new Set(sent.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
		expect(sent.at(-1)!.at - sent[0]!.at).toBeGreaterThan(48 * 3_600_000);
		expect((await call('GET', `/hooks/${json.data.id}`)).json.data.is_active).toBe(false);
		fake.seller.sell('ACR-GEL-MATT-500', 1);
		await settled();
		expect(sent).toHaveLength(12);
	});

	it('are switched off after 90 days without news', async () => {
		const { call, pass } = open();
		const { json } = await call('POST', '/hooks', { scope, destination });
		pass(91 * 86_400_000);
		expect((await call('GET', `/hooks/${json.data.id}`)).json.data.is_active).toBe(false);
		await call('PUT', `/hooks/${json.data.id}`, { is_active: true });
		expect((await call('GET', `/hooks/${json.data.id}`)).json.data.is_active).toBe(true);
	});
});
