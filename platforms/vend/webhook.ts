import { createHash } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';

import { isLoopback } from '../../http/address';
import { asNumber, asObject, asText, type Call } from '../../http/answer';
import { strictEncode } from '../../http/client';
import { ChannelProblem, rethrow } from '../../http/problem';
import { parseJson } from '../../events/json';
import { sameText, type Delivery, type Verdict } from '../../events/signature';
import type { StockReading } from '../../events/stockEvent';
import type { Hook, Registration, Scope, StockReference, WebhookSource } from '../webhookSource';
import { inventoryOf } from './inventory';
import { toListing } from './listings';
import { productById } from './products';
import { readingOf } from './readings';
import { pinned, rowsOf, versioned } from './service';

const STOCK = 'inventory.update';
const STATUS = 'product.update';
const TOPICS: readonly string[] = [STOCK, STATUS];
const HOOKS = versioned(pinned, '/webhooks');
/** Only what an OAuth app registers is signed; with a personal token the secret has to travel in the address (sheet, section 10). */
const TOKEN = '?token=';

const registration: Registration = {
	topics: { stock: STOCK, status: STATUS },

	refusesAddress({ protocol, hostname }) {
		if (protocol === 'https:' && !isLoopback(hostname)) return undefined;
		return {
			kind: 'refused',
			message: `Lightspeed X-Series is only given public https addresses, since the secret travels in them, not ${protocol}//${hostname}.`,
			nextStep: 'Put n8n behind a public https address and set it as WEBHOOK_URL of n8n.',
		};
	},

	async find(call, url) {
		const hooks = rowsOf(await call({ method: 'GET', path: HOOKS }));
		return hooks
			.filter((hook) => bareAddress(hook) === url && TOPICS.includes(asText(hook.type)))
			.map(toHook);
	},

	async create(call, { url, topic, secret }) {
		const { body } = await call({
			method: 'POST',
			path: HOOKS,
			body: { active: true, type: topic, url: `${url}${TOKEN}${strictEncode(secret)}` },
		});
		return toHook(asObject(asObject(body).data));
	},

	/** All fields have to go along, and the address holds the secret, so it goes back as it was. */
	async enable(call, { id }) {
		const path = `${HOOKS}/${strictEncode(id)}`;
		const { type, url } = asObject(asObject((await call({ method: 'GET', path })).body).data);
		await call({
			method: 'PUT',
			path,
			body: { active: true, type: asText(type), url: asText(url) },
			repeatable: true,
		});
	},

	async remove(call, { id }) {
		try {
			await call({
				method: 'DELETE',
				path: `${HOOKS}/${strictEncode(id)}`,
				repeatable: true,
			});
		} catch (error) {
			const gone = error instanceof ChannelProblem && error.problem.kind === 'notFound';
			if (!gone) rethrow(error);
		}
	},
};

export const webhook: WebhookSource = {
	registration,
	verify,
	secret: 'ours',
	answerWithinMs: 5_000,
	redelivers: true,
	parse: (delivery) => ({ readings: [], references: references(delivery) }),
	lookUp,
};

const bareAddress = ({ url }: IDataObject): string => asText(url).split(TOKEN)[0];

const toHook = ({ id, type, active }: IDataObject): Hook => ({
	id: asText(id),
	topic: asText(type),
	active: active !== false,
});

function verify({ query }: Delivery, secret: string): Verdict {
	if (secret === '') return { ok: false, reason: 'noSecret' };
	const { token } = query;
	if (token === undefined || token === '') return { ok: false, reason: 'missingSignature' };
	return sameText(token, secret) ? { ok: true } : { ok: false, reason: 'badSignature' };
}

/** JSON in a field of a form, in the shape of the first API: which names its fields have is not surely known (sheet, section 10). */
function references({ rawBody }: Delivery): StockReference[] {
	const payload = new URLSearchParams(rawBody.toString('utf8')).get('payload');
	if (payload === null) return [];
	const { id, product_id, outlet_id, ...fields } = asObject(parseJson(payload));
	const product = asText(product_id);
	const digest = createHash('sha256').update(payload).digest('hex');
	if (product === '')
		return asText(id) === ''
			? []
			: [{ id: asText(id), quantity: null, key: `${STATUS} ${digest}` }];
	const { count, inventory_level, current_inventory_level, current_amount } = fields;
	return [
		{
			id: product,
			location: asText(outlet_id) || undefined,
			quantity: asNumber(count ?? inventory_level ?? current_inventory_level ?? current_amount),
			key: `${STOCK} ${digest}`,
		},
	];
}

async function lookUp(
	call: Call,
	references: readonly StockReference[],
	scope: Scope,
): Promise<StockReading[]> {
	const found = await Promise.all(
		references.map(async (reference) => await lookUpOne(call, reference, scope)),
	);
	return found.flat();
}

/** The versions of the rows tell one event from another: the delivery has neither an id of its own nor a time. */
async function lookUpOne(
	call: Call,
	{ id, key, location }: StockReference,
	scope: Scope,
): Promise<StockReading[]> {
	const [products, rows] = await Promise.all([
		productById(call, id, pinned),
		inventoryOf(call, id),
	]);
	const levels = Object.fromEntries(
		rows.flatMap(({ outlet, level }) => (level === null ? [] : [[outlet, level]])),
	);
	const versions = rows.map(({ outlet, version }) => `${outlet} ${version}`).sort();
	return products
		.map((product) => toListing(product, levels, pinned))
		.flatMap((listing) =>
			readingOf(listing, scope, {
				key: [id, listing.state.is_active, ...versions].join('|'),
				...(location ? { location } : {}),
			}),
		)
		.filter((reading) => !key.startsWith(STATUS) || tellsStatus(reading));
}

/** Every change of a product comes as one; that it ran out is told by the news about stock alone. */
const tellsStatus = ({ available, quantity }: StockReading): boolean =>
	available === false || quantity === null || quantity > 0;
