import type { IDataObject } from 'n8n-workflow';

import { isLoopback } from '../../http/address';
import { asNumber, asObject, asText, type Call } from '../../http/answer';
import { ChannelProblem, rethrow } from '../../http/problem';
import { parseJson } from '../../events/json';
import { signedBy, type Delivery } from '../../events/signature';
import type { StockReading } from '../../events/stockEvent';
import type { Registration, StockReference, WebhookSource } from '../webhookSource';
import { isOut } from './listings';
import { pages } from './pages';

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
		return product
			? { readings: readings(product), references: references(product) }
			: { readings: [], references: [] };
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
		const gone = error instanceof ChannelProblem && error.problem.kind === 'notFound';
		if (!gone) rethrow(error);
	}
}

function productOf({ rawBody, headers }: Delivery): IDataObject | undefined {
	if (headers['x-wc-webhook-topic'] !== TOPIC) return undefined;
	const product = asObject(parseJson(rawBody.toString('utf8')));
	return product.id === undefined ? undefined : product;
}

/** When a parent keeps the stock, only the parent is reported, not the variations that share it (sheet, section 10). */
function references({
	id,
	type,
	manage_stock,
	stock_quantity,
	date_modified_gmt,
}: IDataObject): StockReference[] {
	if (type !== 'variable' || manage_stock !== true) return [];
	const quantity = asNumber(stock_quantity);
	const key = [id, date_modified_gmt, quantity].map(asText).join('|');
	return [{ id: asText(id), quantity, occurredAt: isoUtc(asText(date_modified_gmt)), key }];
}

async function lookUp(call: Call, parents: readonly StockReference[]): Promise<StockReading[]> {
	const found = await Promise.all(
		parents.map(async ({ id }) => {
			const rows = await pages(call, `/products/${id}/variations`, {});
			return rows
				.filter(({ manage_stock }) => manage_stock === 'parent')
				.map((row) => ({ ...row, type: 'variation', parent_id: id }));
		}),
	);
	return found.flat().flatMap(readings);
}

function readings(product: IDataObject): StockReading[] {
	if (product.type === 'variable') {
		// A product whose variations keep their own stock only follows them; each variation reports itself.
		if (product.manage_stock !== true) return [];
		// Without a SKU of its own it is sold by its variations only, which are looked up.
		if (asText(product.sku) === '') return [];
	}
	const quantity = product.manage_stock === false ? null : asNumber(product.stock_quantity);
	const status = asText(product.stock_status);
	const isVariation = asText(product.type) === 'variation';
	return [
		{
			sku: asText(product.sku),
			title: asText(product.name) || undefined,
			quantity,
			available: !isOut(product),
			reason:
				quantity === null
					? `stock_status ${status}`
					: `stock_quantity ${quantity}, stock_status ${status}`,
			productId: asText(isVariation ? product.parent_id : product.id),
			...(isVariation ? { variantId: asText(product.id) } : {}),
			occurredAt: isoUtc(asText(product.date_modified_gmt)),
			// Delivery ids are not unique (sheet, section 10): the state itself tells repeats apart.
			key: [product.id, product.date_modified_gmt, quantity, status].map(asText).join('|'),
		},
	];
}

/** WordPress gives GMT without a zone mark. */
function isoUtc(text: string): string | undefined {
	const date = new Date(`${text}Z`);
	return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
