import type { IDataObject } from 'n8n-workflow';

import { parseJson } from '../../events/json';
import { signedBy, type Delivery } from '../../events/signature';
import type { StockReading } from '../../events/stockEvent';
import { asList, asNumber, asObject, asText } from '../../http/answer';
import type { PurchaseOrderLine } from '../purchaseOrderSource';
import type { Scope, WebhookSource } from '../webhookSource';
import { ownName } from './items';
import { toLines } from './purchaseOrders';

const INSTALL =
	'https://github.com/n8n-nodes-stockout/n8n-nodes-stockout/blob/main/docs/netsuite/install.md';

/** NetSuite has no webhooks; a script of ours, docs/netsuite/stockOutPush.js, calls instead (sheet, section 10). */
export const webhook: WebhookSource = {
	steps: [
		'Copy the Production URL shown above in this node.',
		"In NetSuite open Setup > Company > API Secrets, make a secret with the ID 'custsecret_stockout', and enter the same text as Webhook Secret in the credential of this node.",
		`Upload the script <a href="${INSTALL}" target="_blank">stockOutPush.js</a> under Customization > Scripting > Scripts > New, with the two parameters that its page names.`,
		'Deploy the script on item fulfillment, item receipt, inventory adjustment, inventory transfer, invoice, cash sale, sales order, purchase order and inventory item.',
		"Paste the URL into the script parameter 'Address of n8n', and save an inventory adjustment to try it.",
	],
	verify: signedBy({
		header: 'x-acrylic-signature',
		algorithm: 'sha256',
		encoding: 'hex',
		signed: ({ headers, rawBody }) =>
			Buffer.concat([Buffer.from(`${headers['x-acrylic-timestamp'] ?? ''}.`), rawBody]),
		signedAt: ({ headers }) => Number(headers['x-acrylic-timestamp'] || Number.NaN) * 1_000,
	}),
	secret: ({ webhookSecret }) => asText(webhookSecret),
	// The script waits for the answer inside the save of a person, and sends once.
	answerWithinMs: 45_000,
	redelivers: false,

	parse(delivery, scope) {
		const { eventId, time, items } = bodyOf(delivery);
		const told = { eventId: asText(eventId), occurredAt: asText(time) || undefined };
		return {
			readings: asList(items).flatMap((item) => readingsOf(item, scope, told)),
			references: [],
		};
	},
};

/** The lines of orders to suppliers that a delivery tells of, as they stand after the save. */
export const purchaseOrderLinesIn = (delivery: Delivery): PurchaseOrderLine[] =>
	toLines(asList(bodyOf(delivery).purchaseOrderLines));

const bodyOf = ({ rawBody }: Delivery): IDataObject =>
	asObject(parseJson(rawBody.toString('utf8')));

function readingsOf(
	{ id, sku: name, title, locations, online, inactive }: IDataObject,
	scope: Scope,
	{ eventId, occurredAt }: { eventId: string; occurredAt: string | undefined },
): StockReading[] {
	const counted = asList(locations).filter(
		(location) => scope.locations.length === 0 || scope.locations.includes(asText(location.id)),
	);
	const quantity =
		counted.length === 0
			? null
			: counted.reduce((sum, { available }) => sum + (asNumber(available) ?? 0), 0);
	const isEdit = online !== undefined || inactive !== undefined;
	const isOff = online === false || inactive === true;
	// A move of stock somewhere else, or the edit of an item that stays on and has run out before: nothing new.
	if (isEdit ? !isOff && quantity !== null && quantity <= 0 : quantity === null) return [];
	const sku = ownName(asText(name));
	if (sku === '') return [];
	return [
		{
			sku,
			title: asText(title) || undefined,
			quantity,
			...(isOff ? { available: false } : {}),
			reason: isOff
				? inactive === true
					? 'inactive'
					: 'not displayed in the web store'
				: quantity === null
					? 'displayed in the web store'
					: `quantity available ${quantity}`,
			productId: asText(id) || undefined,
			occurredAt,
			key: `${eventId}|${asText(id)}`,
		},
	];
}
