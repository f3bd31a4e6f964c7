import { parseJson } from '../../events/json';
import { signedBy } from '../../events/signature';
import { standardWebhooks } from '../../events/standardWebhooks';
import type { StockReading } from '../../events/stockEvent';
import { asList, asObject, asText, type Call } from '../../http/answer';
import { ChannelProblem, rethrow } from '../../http/problem';
import type { StockReference, WebhookSource } from '../webhookSource';
import { readByIds, shopOf, type EtsyListing } from './listings';
import { readingOf } from './readings';

/** There is no event about stock: a sale takes pieces, and a sale that is called off may bring them back (sheet, section 10). */
const NEWS = new Set(['order.paid', 'order.canceled']);
const ETSY_HOST = /(^|\.)etsy\.com$/;
const RECEIPT = /^\/v3\/application\/(shops\/(\d+)\/receipts\/\d+)$/;

export const webhook: WebhookSource = {
	steps: [
		'Copy the Production URL shown above in this node.',
		'Open your app in Your Apps on Etsy and go to its Webhook portal; only apps with commercial access have one.',
		'Press Add Endpoint and paste the address.',
		'Choose the event order.paid, and order.canceled as well if Etsy offers it.',
		"Copy the endpoint's Signing Secret (whsec_...) into the field Webhook Signing Secret of the Etsy credential.",
		'Press Connect in the credential again if it was connected before this field was there, so that Etsy grants the right to read orders.',
	],
	verify: signedBy({
		...standardWebhooks('base64'),
		// Whether Etsy writes the version before a signature is not confirmed (sheet, section 10).
		candidates: (header) =>
			header.split(' ').map((text) => (text.includes(',') ? text : `v1,${text}`)),
	}),
	secret: ({ webhookSecret }) => keyOf(asText(webhookSecret)),
	// Etsy names no time; "quickly" is all it says (sheet, section 10).
	answerWithinMs: 10_000,
	redelivers: true,

	parse({ rawBody, headers }) {
		const { event_type, resource_url } = asObject(parseJson(rawBody.toString('utf8')));
		if (!NEWS.has(asText(event_type))) return { readings: [], references: [] };
		const reference: StockReference = {
			id: receiptOf(asText(resource_url)),
			quantity: null,
			key: headers['webhook-id'] || `${asText(event_type)}|${asText(resource_url)}`,
		};
		return { readings: [], references: [reference] };
	},

	lookUp,
};

/** In the portal the key stands encoded behind a mark. */
const keyOf = (secret: string): string => secret.trim().replace(/^whsec_/, '');

/** `shops/456/receipts/789`; '' for every address that is no receipt of Etsy's own host. */
function receiptOf(address: string): string {
	const url = URL.parse(address);
	const isEtsys = url?.protocol === 'https:' && ETSY_HOST.test(url.hostname);
	return isEtsys ? (RECEIPT.exec(url.pathname)?.[1] ?? '') : '';
}

async function lookUp(call: Call, references: readonly StockReference[]): Promise<StockReading[]> {
	const found = await Promise.all(references.map(async (one) => await readOrdered(call, one)));
	return found.flat();
}

async function readOrdered(call: Call, { id, key }: StockReference): Promise<StockReading[]> {
	if (id === '') throw new ChannelProblem(strangeAddress());
	// An app may serve several shops, and hears of all of them at one address.
	if (id.split('/')[1] !== (await shopOf(call))) return [];
	const sold = await soldIn(call, id);
	const listings = await readByIds(call, [...sold.keys()]);
	return listings
		.filter((listing) => isConcerned(listing, sold.get(listing.native.listingId)))
		.map((listing) => readingOf(listing, key));
}

/** SKUs of an order by listing. */
async function soldIn(call: Call, receipt: string): Promise<Map<string, Set<string>>> {
	const sold = new Map<string, Set<string>>();
	try {
		const { body } = await call({ method: 'GET', path: `/v3/application/${receipt}` });
		for (const { listing_id, sku } of asList(asObject(body).transactions)) {
			const listingId = asText(listing_id);
			if (listingId === '') continue;
			sold.set(listingId, (sold.get(listingId) ?? new Set()).add(asText(sku)));
		}
	} catch (error) {
		const gone = error instanceof ChannelProblem && error.problem.kind === 'notFound';
		if (!gone) return rethrow(error);
	}
	return sold;
}

/** What was sold, and what shares its pieces; the whole listing where the order names none of its SKUs. */
function isConcerned({ sku, native }: EtsyListing, sold: ReadonlySet<string> = new Set()): boolean {
	const ordered = native.variations.filter((one) => sold.has(one.sku));
	if (ordered.length === 0 || sold.has('')) return true;
	const pools = new Set(ordered.map(({ pool }) => pool));
	return native.variations.some((one) => one.sku === sku && pools.has(one.pool));
}

const strangeAddress = () => ({
	kind: 'refused' as const,
	message: 'Etsy told of an order at an address that is not one of its own, so it was not asked.',
	nextStep: 'Look at your latest orders on Etsy and check their stock by hand.',
});
