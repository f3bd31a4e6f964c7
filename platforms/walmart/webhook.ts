import type { IDataObject } from 'n8n-workflow';

import { parseJson } from '../../events/json';
import { verifySharedSecret } from '../../events/sharedSecret';
import type { Delivery, Verdict } from '../../events/signature';
import type { StockReading } from '../../events/stockEvent';
import { asList, asNumber, asObject, asText } from '../../http/answer';
import type { StockReference, WebhookSource } from '../webhookSource';
import { lookUp } from './lookUp';
import { LOGIN_HEADER, registration, STOCK, STATUS, TOKEN_HEADER, USER } from './registration';

export const webhook: WebhookSource = {
	registration,
	verify,
	secret: 'ours',
	// Walmart only says that the answer must come soon (sheet, section 10).
	answerWithinMs: 5_000,
	// Three tries are documented for suppliers, not for sellers (sheet, section 10): not to be relied on.
	redelivers: false,

	parse({ rawBody }) {
		const { source, payload } = asObject(parseJson(rawBody.toString('utf8')));
		const { eventType } = asObject(source);
		const news = { source: asObject(source), payload: asObject(payload) };
		if (asText(news.payload.sku) === '') return { readings: [], references: [] };
		if (eventType === STOCK) return { readings: [], references: references(news) };
		return { readings: eventType === STATUS ? [unpublished(news)] : [], references: [] };
	},

	lookUp,
};

/** The secret comes in a header of our own, and as the password of a login; guides and schema differ on which one is sent on. */
function verify(delivery: Delivery, secret: string): Verdict {
	const byToken = verifySharedSecret(
		{ method: 'header', headerName: TOKEN_HEADER, headerSecret: secret },
		delivery,
	);
	if (byToken.ok || byToken.reason === 'noSecret') return byToken;
	const login = delivery.headers[LOGIN_HEADER.toLowerCase()];
	if (login === undefined) return byToken;
	// Walmart is said to send the login bare, without the word before it (sheet, section 10).
	const authorization = /^basic /i.test(login) ? login : `Basic ${login}`;
	return verifySharedSecret(
		{ method: 'basic', user: USER, password: secret },
		{ ...delivery, headers: { authorization } },
	);
}

interface News {
	source: IDataObject;
	payload: IDataObject;
}

/** One for each ship node named; what lies at the others only a look-up tells. */
function references({ source, payload }: News): StockReference[] {
	const common = { id: asText(payload.sku), ...when(source, payload) };
	const nodes = asList(payload.shipNodes).map(({ shipNode, availToSellQty }) => ({
		...common,
		location: asText(shipNode) || undefined,
		quantity: asNumber(availToSellQty),
	}));
	return nodes.length > 0 ? nodes : [{ ...common, quantity: null }];
}

function unpublished({ source, payload }: News): StockReading {
	return {
		sku: asText(payload.sku),
		title: asText(payload.itemName) || undefined,
		quantity: null,
		available: false,
		reason: `publishStatus ${asText(payload.publishStatus) || 'UNPUBLISHED'}`,
		productId: asText(payload.itemId) || undefined,
		...when(source, payload),
	};
}

function when({ eventId, eventTime, eventType }: IDataObject, { sku }: IDataObject) {
	const at = new Date(asText(eventTime));
	return {
		occurredAt: Number.isNaN(at.getTime()) ? undefined : at.toISOString(),
		key: asText(eventId) || [eventType, sku, eventTime].map(asText).join('|'),
	};
}
