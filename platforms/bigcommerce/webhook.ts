import { createHmac } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';

import { isLoopback } from '../../http/address';
import { asNumber, asObject, asText } from '../../http/answer';
import { ChannelProblem, rethrow } from '../../http/problem';
import { parseJson } from '../../events/json';
import { sameText, verifySignature, type Delivery, type Verdict } from '../../events/signature';
import { standardWebhooks } from '../../events/standardWebhooks';
import type { Hook, Registration, StockReference, WebhookSource } from '../webhookSource';
import { pages } from './lookUp';
import { lookUp, referenceTo } from './news';

/** Changes by people and apps, and by orders; of products, and of variants where those are tracked (sheet, section 10). */
const STOCK = [
	'store/product/inventory/updated',
	'store/product/inventory/order/updated',
	'store/sku/inventory/updated',
	'store/sku/inventory/order/updated',
] as const;
const STATUS = 'store/product/updated';
const TOPICS: ReadonlySet<string> = new Set([...STOCK, STATUS]);

/** Some stores may send no signature; then this header of ours has to prove where a call comes from (sheet, section 10). */
const OWN_HEADER = 'x-stock-out-token';
const SCHEME = standardWebhooks('text');

const registration: Registration = {
	topics: { stock: STOCK, status: STATUS },

	refusesAddress({ protocol, hostname, port }) {
		if (protocol === 'https:' && port === '' && !isLoopback(hostname)) return undefined;
		return {
			kind: 'refused',
			message: `BigCommerce only calls public https addresses on port 443, not ${protocol}//${hostname}${port && `:${port}`}.`,
			nextStep: 'Put n8n behind a public https address and set it as WEBHOOK_URL of n8n.',
		};
	},

	async find(call, url) {
		const hooks = await pages(call, '/hooks', { destination: url });
		return hooks
			.filter(({ scope, destination }) => destination === url && TOPICS.has(asText(scope)))
			.map(toHook);
	},

	async create(call, { url, topic, secret }) {
		const answer = await call({
			method: 'POST',
			path: '/hooks',
			body: {
				scope: topic,
				destination: url,
				is_active: true,
				headers: { [OWN_HEADER]: ownToken(secret) },
			},
		});
		return toHook(asObject(asObject(answer.body).data));
	},

	async enable(call, { id }) {
		await call({
			method: 'PUT',
			path: `/hooks/${id}`,
			body: { is_active: true },
			repeatable: true,
		});
	},

	async remove(call, { id }) {
		try {
			await call({ method: 'DELETE', path: `/hooks/${id}`, repeatable: true });
		} catch (error) {
			const gone = error instanceof ChannelProblem && error.problem.kind === 'notFound';
			if (!gone) rethrow(error);
		}
	},
};

export const webhook: WebhookSource = {
	registration,
	verify,
	secret: ({ clientSecret }) => asText(clientSecret).trim(),
	// Not documented (sheet, section 10).
	answerWithinMs: 10_000,
	redelivers: true,
	parse: (delivery) => ({ readings: [], references: references(delivery) }),
	lookUp,
};

const toHook = ({ id, scope, is_active }: IDataObject): Hook => ({
	id: asText(id),
	topic: asText(scope),
	active: is_active !== false,
});

/** Made of the client secret and telling nothing of it, so that there is one secret to keep. */
const ownToken = (secret: string): string =>
	createHmac('sha256', secret).update('stock-out trigger').digest('hex');

/** A signature that is there must be right; only without one the header of ours counts. */
function verify(delivery: Delivery, secret: string): Verdict {
	if (delivery.headers[SCHEME.header] !== undefined)
		return verifySignature(SCHEME, delivery, secret);
	if (secret === '') return { ok: false, reason: 'noSecret' };
	const given = delivery.headers[OWN_HEADER];
	if (given === undefined || given === '') return { ok: false, reason: 'missingSignature' };
	return sameText(given, ownToken(secret)) ? { ok: true } : { ok: false, reason: 'badSignature' };
}

/** Names ids only, and its `value` means now the level, now the difference (sheet, section 10): the level is read. */
function references({ rawBody }: Delivery): StockReference[] {
	const { scope, data, hash, created_at } = asObject(parseJson(rawBody.toString('utf8')));
	if (!TOPICS.has(asText(scope))) return [];
	const { type, id, inventory } = asObject(data);
	const { product_id, variant_id } = asObject(inventory);
	const product = asText(product_id) || (type === 'product' ? asText(id) : '');
	const variant = type === 'sku' ? asText(variant_id) : '';
	if (!isId(product) && !isId(variant)) return [];
	const seconds = asNumber(created_at);
	return [
		{
			id: referenceTo(scope === STATUS ? 'status' : 'stock', product, variant),
			quantity: null,
			occurredAt: isoSeconds(seconds),
			key: [scope, hash, created_at, product, variant].map(asText).join('|'),
		},
	];
}

const isId = (text: string): boolean => /^\d+$/.test(text);

function isoSeconds(seconds: number | null): string | undefined {
	const date = new Date((seconds ?? Number.NaN) * 1000);
	return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
