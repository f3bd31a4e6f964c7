import type { IDataObject } from 'n8n-workflow';

import { isLoopback } from '../../http/address';
import { asNumber, asObject, asText, type Call } from '../../http/answer';
import { ChannelProblem, rethrow } from '../../http/problem';
import { parseJson } from '../../events/json';
import { signedBy, type Delivery } from '../../events/signature';
import type { StockReading } from '../../events/stockEvent';
import type { Registration, StockReference, WebhookSource } from '../webhookSource';
import { pages } from './pages';
import { isoUtc, isSoldItself, readingOf } from './reading';

/** Fires on every save of a product or variation; there is no out-of-stock topic (sheet, section 10). */
const TOPIC = 'product.updated';
const PORTS = new Set(['', '80', '443', '8080']);
/** 127.x, 10.x, 172.16-31.x, 192.168.x (sheet, section 10). */
const PRIVATE = /^(127|10|192\.168|172\.(1[6-9]|2\d|3[01]))(\.\d+){1,3}$/;

const registration: Registration = {
	topics: { stock: TOPIC },

	refusesAddress({ port, hostname }) {
		// WordPress takes such an address with 201 and then never calls it (sheet, section 10).
		const privately = isLoopback(hostname) || PRIVATE.test(hostname);
		if (!privately && PORTS.has(port)) return undefined;
		return {
			kind: 'refused',
			message: privately
				? `WooCommerce never calls addresses inside a private network, such as ${hostname}.`
				: `WooCommerce never calls addresses with port ${port} (${hostname}:${port}); it only uses 80, 443 and 8080.`,
			nextStep: 'Put n8n behind a public https address and set it as WEBHOOK_URL of n8n.',
		};
	},

	async find(call, url) {
		const hooks = await pages(call, '/webhooks', {});
		return hooks
			.filter(({ topic, delivery_url }) => topic === TOPIC && delivery_url === url)
			.map(({ id, status }) => ({ id: asText(id), topic: TOPIC, active: status === 'active' }));
	},

	async create(call, { url, secret }) {
		const answer = await call({
			method: 'POST',
			path: '/webhooks',
			body: { name: 'n8n Stock-Out Trigger', topic: TOPIC, delivery_url: url, secret },
		});
		const { id, status } = asObject(answer.body);
		return { id: asText(id), topic: TOPIC, active: status === 'active' };
	},

	async enable(call, { id }) {
		await call({
			method: 'PUT',
			path: `/webhooks/${id}`,
			body: { status: 'active' },
			repeatable: true,
		});
	},

	async remove(call, { id }) {
		await deleteHook(call, id);
	},
};

export const webhook: WebhookSource = {
	registration,
	verify: signedBy({ header: 'x-wc-webhook-signature', algorithm: 'sha256', encoding: 'base64' }),
	secret: 'ours',
	answerWithinMs: 60_000,
	redelivers: false,

	isPing({ headers, rawBody }) {
		return (
			headers['x-wc-webhook-signature'] === undefined &&
			(headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded') &&
			/^webhook_id=\d+$/.test(rawBody.toString('utf8'))
		);
	},

	parse(delivery) {
		const product = productOf(delivery);
		if (!product) return { readings: [], references: [] };
		return {
			readings: isSoldItself(product) ? [readingOf(product)] : [],
			references: references(product),
		};
	},

	lookUp,
};

async function deleteHook(call: Call, id: string): Promise<void> {
	try {
		await call({
			method: 'DELETE',
			path: `/webhooks/${id}`,
			query: { force: 'true' },
			repeatable: true,
		});
	} catch (error) {
		if (!isGone(error)) rethrow(error);
	}
}

function productOf({ rawBody, headers }: Delivery): IDataObject | undefined {
	if (headers['x-wc-webhook-topic'] !== TOPIC) return undefined;
	const product = asObject(parseJson(rawBody.toString('utf8')));
	return product.id === undefined ? undefined : product;
}

/**
 * When a parent keeps the stock or is hidden, only the parent is reported, not the variations that go out with it (sheet, section 10).
 * A variation of a hidden parent even goes on reading `publish`.
 */
function references(product: IDataObject): StockReference[] {
	const { id, type, status, manage_stock, stock_quantity, date_modified_gmt } = product;
	const isHidden = status !== 'publish';
	if (type !== 'variable' || (manage_stock !== true && !isHidden)) return [];
	const quantity = isHidden ? null : asNumber(stock_quantity);
	const key = [id, date_modified_gmt, status, stock_quantity].map(asText).join('|');
	return [{ id: asText(id), quantity, occurredAt: isoUtc(date_modified_gmt), key }];
}

async function lookUp(call: Call, parents: readonly StockReference[]): Promise<StockReading[]> {
	return (
		await Promise.all(parents.map(async (parent) => await variationsOf(call, parent)))
	).flat();
}

async function variationsOf(
	call: Call,
	{ id, occurredAt, key }: StockReference,
): Promise<StockReading[]> {
	try {
		const [answer, rows] = await Promise.all([
			call({ method: 'GET', path: `/products/${id}` }),
			pages(call, `/products/${id}/variations`, {}),
		]);
		const parent = asObject(answer.body);
		return rows
			.filter(({ manage_stock }) => manage_stock === 'parent' || parent.status !== 'publish')
			.map((row) => ({
				...readingOf({ ...row, parent_id: id }, parent),
				// The date of the variation stays: what happened, happened to the parent.
				occurredAt,
				key: `${key}|${asText(row.id)}`,
			}));
	} catch (error) {
		// Deleted since: nothing is left to take off sale.
		return isGone(error) ? [] : rethrow(error);
	}
}

const isGone = (error: unknown): boolean =>
	error instanceof ChannelProblem && error.problem.kind === 'notFound';
