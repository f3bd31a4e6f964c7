import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import { usableZone } from '../../events/expectedDate';
import { purchaseOrderEventsOf, type Moment } from '../../events/purchaseOrderEvent';
import type { Delivery } from '../../events/signature';
import type { Call } from '../../http/answer';
import { clock } from '../../http/clock';
import type { Platform } from '../../platforms/platform';
import type { WebhookSource } from '../../platforms/webhookSource';
import { readOptions, type Settings } from '../stockNews/settings';

/** What a delivery tells of orders to suppliers, as the items of the Purchase Order Trigger, with the same ids; nothing unless the user asks for it. */
export async function supplierOrders(
	context: IWebhookFunctions,
	{ id, purchaseOrders }: Platform,
	webhook: WebhookSource,
	delivery: Delivery,
	call: Call,
	{ skus }: Settings,
): Promise<IDataObject[]> {
	if (!webhook.orderLines || readOptions(context).supplierOrders !== true) return [];
	const lines = (await webhook.orderLines(delivery, call)).filter(({ sku }) => skus.accepts(sku));
	if (lines.length === 0) return [];
	const moment: Moment = {
		source: id,
		now: clock.now(),
		zone: usableZone(await purchaseOrders?.zone?.(call), context.getTimezone()),
		partIsBackordered: purchaseOrders?.partIsBackordered,
	};
	return lines
		.flatMap((line) => purchaseOrderEventsOf(line, moment))
		.map((event) => ({ ...event }));
}
