import type { IDataObject } from 'n8n-workflow';

import { parseJson } from '../../events/json';
import { sameText, type Delivery, type Verdict } from '../../events/signature';
import { asList, asObject, asText, asTime } from '../../http/answer';
import { bySku } from '../levelSource';
import type { StockReference, WebhookSource } from '../webhookSource';
import { centersById } from './centers';
import { productRows, profileFilter, termsOf } from './listings';
import { READING_SELECT, readingOf } from './reading';

const HEADER = 'x-webhook-secret';
const PARAMETER = 'secret';

/** Orders are all that is pushed; what they leave in stock is read afterwards (sheet, section 10). */
export const webhook: WebhookSource = {
	steps: [
		'In the ChannelAdvisor credential enter a long random text of letters and digits as Webhook Secret, and save it.',
		'In the ChannelAdvisor developer console open the integration of your application and add a webhook for new orders with cleared payment.',
		`As its URL enter the Production URL shown above in this node, followed by ?${PARAMETER}= and the text of the first step.`,
		'Save the webhook there, and publish this workflow.',
	],
	secret: ({ webhookSecret }) => asText(webhookSecret).trim(),
	verify,
	// Neither a deadline nor a second try is documented.
	answerWithinMs: 10_000,
	redelivers: false,

	parse({ rawBody }) {
		return { readings: [], references: ordersIn(rawBody).flatMap(soldIn) };
	},

	async lookUp(call, references, scope, account = {}) {
		const sold = new Map(references.map((reference) => [reference.id.toLowerCase(), reference]));
		const profile = profileFilter(account);
		const terms = termsOf([...sold.values()].map(({ id }) => id));
		if (terms.length === 0) return [];
		const [centers, rows] = await Promise.all([
			centersById(call),
			productRows(call, terms, profile, READING_SELECT),
		]);
		return bySku(rows.flatMap((row) => readingOf(row, centers, scope) ?? [])).flatMap((reading) => {
			const order = sold.get(reading.sku.toLowerCase());
			// The order tells one event from the next; the total may be of another moment when it is delivered again.
			return order ? [{ ...reading, ...when(order), key: order.key }] : [];
		});
	},
};

const when = ({ occurredAt }: StockReference) => (occurredAt ? { occurredAt } : {});

/** A password at the end of the address, or in a header where the sender can set one (sheet, section 10). */
function verify({ headers, query }: Delivery, secret: string): Verdict {
	if (secret === '') return { ok: false, reason: 'noSecret' };
	const given = asText(headers[HEADER]) || asText(query[PARAMETER]);
	if (given === '') return { ok: false, reason: 'missingSignature' };
	return sameText(given, secret) ? { ok: true } : { ok: false, reason: 'badSignature' };
}

/** One order, or several, bare or in OData's list: the form is not documented (sheet, section 10). */
function ordersIn(rawBody: Buffer): IDataObject[] {
	const body = parseJson(rawBody.toString('utf8'));
	if (Array.isArray(body)) return asList(body);
	const { value } = asObject(body);
	return Array.isArray(value) ? asList(value) : [asObject(body)];
}

/** Selling a bundle takes its components, which may run out before it does. */
function soldIn(order: IDataObject): StockReference[] {
	const items = asList(order.Items);
	const skus = [...items, ...items.flatMap((item) => asList(item.BundleComponents))]
		.map(({ Sku }) => asText(Sku))
		.filter(Boolean);
	const occurredAt = asTime(order.PaymentDateUtc) ?? asTime(order.CreatedDateUtc);
	const number = asText(order.ID) || asText(order.SiteOrderID);
	return [...new Set(skus)].map((sku) => ({
		id: sku,
		quantity: null,
		...(occurredAt ? { occurredAt } : {}),
		key: [number, sku].join('|'),
	}));
}
