import { asText, type Answer, type ApiRequest, type Call } from '../../http/answer';
import { ChannelProblem, problemOf, type Problem } from '../../http/problem';
import { outOfStockControlOff, TOKEN_REFUSED, tradingProblem } from './errors';
import { INVENTORY, TRADING } from './hosts';
import { all, element, parseXml, textAt, type Element } from './xml';

/** Sheet, sections 1 and 4. Errors come in the language of the site; 0 is the US site. */
const VERSION = '1451';
const SITE = '0';

export function tradingRequest(name: string, content: string): ApiRequest {
	return {
		method: 'POST',
		path: TRADING,
		headers: {
			accept: 'text/xml',
			'content-type': 'text/xml',
			'x-ebay-api-call-name': name,
			'x-ebay-api-compatibility-level': VERSION,
			'x-ebay-api-siteid': SITE,
		},
		body: `<?xml version="1.0" encoding="utf-8"?><${name}Request xmlns="urn:ebay:apis:eBLBaseComponents">${content}</${name}Request>`,
		limit: name,
		// Reads, and quantities as absolute numbers.
		repeatable: true,
	};
}

/** A Trading call, and its answer as a tree. */
export async function trade(call: Call, request: ApiRequest): Promise<Element> {
	const first = rootOf(await call(request));
	if (!isTokenRefused(first)) return first;
	// The Trading API refuses a token with status 200; only the 401 of the Inventory API has n8n fetch a new one.
	await call({ method: 'GET', path: `${INVENTORY}/inventory_item`, query: { limit: '1' } });
	const second = rootOf(await call(request));
	if (isTokenRefused(second)) throw new ChannelProblem(refusalOf(second));
	return second;
}

function rootOf({ body }: Answer): Element {
	const root = parseXml(asText(body));
	if (root) return root;
	throw new ChannelProblem({
		kind: 'unavailable',
		message: "An answer of eBay's Trading API was cut off, so it was not used.",
		nextStep: 'Run the item again.',
	});
}

export const ackOf = ({ body }: Answer): string =>
	/<Ack>(\w+)<\/Ack>/.exec(asText(body))?.[1] ?? '';

/** Entries of severity Warning may come first (sheet, section 13). */
export function refusalOf(root: Element | undefined): Problem {
	const errors = all(root, 'Errors');
	const error = errors.find((one) => textAt(one, 'SeverityCode') !== 'Warning') ?? errors[0];
	return tradingProblem(
		textAt(error, 'ErrorCode'),
		textAt(error, 'LongMessage') || textAt(error, 'ShortMessage'),
	);
}

const isTokenRefused = (root: Element): boolean =>
	textAt(root, 'Ack') === 'Failure' && TOKEN_REFUSED.has(refusalOf(root).code ?? '');

export const outOfStockControlRequest = (): ApiRequest =>
	tradingRequest('GetUserPreferences', element('ShowOutOfStockControlPreference', 'true'));

/** Without Out-of-Stock Control quantity 0 ends the listing (sheet, section 4): what speaks against a stop, if anything. */
export async function whyNotZero(call: Call): Promise<Problem | undefined> {
	try {
		const preferences = await trade(call, outOfStockControlRequest());
		return textAt(preferences, 'OutOfStockControlPreference') === 'true'
			? undefined
			: outOfStockControlOff();
	} catch (error) {
		return problemOf(error);
	}
}
