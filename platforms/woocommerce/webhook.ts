import { asList, asNumber, asObject, asText, type Call } from '../../http/answer';
import { ChannelProblem, rethrow } from '../../http/problem';
import { parseJson } from '../../events/json';
import { signedBy, type Delivery } from '../../events/signature';
import type { StockReading } from '../../events/stockEvent';
import type { Hook, WebhookSource } from '../webhookSource';
import { isOut } from './listings';

/** Fires on every save of a product or variation; there is no out-of-stock topic (sheet, section 10). */
const TOPIC = 'product.updated';
const PORTS = new Set(['', '80', '443', '8080']);

export const webhook: WebhookSource = {
	verify: signedBy({ header: 'x-wc-webhook-signature', algorithm: 'sha256', encoding: 'base64' }),
	secret: 'ours',
	answerWithinMs: 60_000,
	redelivers: false,

	refusesAddress({ port, hostname }) {
		// WordPress takes such an address with 201 and then never calls it (sheet, section 10).
		if (PORTS.has(port)) return undefined;
		return {
			kind: 'refused',
			message: `WooCommerce never calls addresses with port ${port} (${hostname}:${port}); it only uses 80, 443 and 8080.`,
			nextStep: 'Put n8n behind a public https address and set it as WEBHOOK_URL of n8n.',
		};
	},

	async find(call, url) {
		const hooks: Hook[] = [];
		for (let page = 1; ; page++) {
			const answer = await call({ method: 'GET', path: '/webhooks', query: { per_page: '100', page: String(page) } });
			for (const { id, topic, delivery_url, status } of asList(answer.body))
				if (topic === TOPIC && delivery_url === url) hooks.push({ id: asText(id), active: status === 'active' });
			if (page >= Number(answer.headers['x-wp-totalpages'] ?? 1)) return hooks;
		}
	},

	async create(call, url, secret) {
		const answer = await call({
			method: 'POST',
			path: '/webhooks',
			body: { name: 'n8n Stock-Out Trigger', topic: TOPIC, delivery_url: url, secret },
		});
		const { id, status } = asObject(answer.body);
		return { id: asText(id), active: status === 'active' };
	},

	async enable(call, { id }) {
		await call({ method: 'PUT', path: `/webhooks/${id}`, body: { status: 'active' }, repeatable: true });
	},

	async remove(call, { id }) {
		await deleteHook(call, id);
	},

	isPing({ headers, rawBody }) {
		return (
			headers['x-wc-webhook-signature'] === undefined &&
			(headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded') &&
			/^webhook_id=\d+$/.test(rawBody.toString('utf8'))
		);
	},

	parse(delivery) {
		return { readings: readings(delivery), references: [] };
	},
};

async function deleteHook(call: Call, id: string): Promise<void> {
	try {
		await call({ method: 'DELETE', path: `/webhooks/${id}`, query: { force: 'true' }, repeatable: true });
	} catch (error) {
		const gone = error instanceof ChannelProblem && error.problem.kind === 'notFound';
		if (!gone) rethrow(error);
	}
}

function readings({ rawBody, headers }: Delivery): StockReading[] {
	if (headers['x-wc-webhook-topic'] !== TOPIC) return [];
	const product = asObject(parseJson(rawBody.toString('utf8')));
	if (product.id === undefined) return [];
	// A product whose variations keep their own stock only follows them; each variation reports itself.
	if (product.type === 'variable' && product.manage_stock !== true) return [];
	const quantity = product.manage_stock === false ? null : asNumber(product.stock_quantity);
	const status = asText(product.stock_status);
	const isVariation = asText(product.type) === 'variation';
	return [
		{
			sku: asText(product.sku),
			title: asText(product.name) || undefined,
			quantity,
			available: !isOut(product),
			reason: quantity === null ? `stock_status ${status}` : `stock_quantity ${quantity}, stock_status ${status}`,
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
