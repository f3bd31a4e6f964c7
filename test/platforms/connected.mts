// A platform's own functions, called as the nodes call them: through n8n-core's helpers, with its credential.
import { ExecuteContext } from 'n8n-core';
import { createRunExecutionData, type ICredentialDataDecryptedObject } from 'n8n-workflow';

import type { N8nContext, Connection } from '../../http/client';
import type { LevelRequest } from '../../platforms/levelSource';
import type { Platform } from '../../platforms/platform';
import type { PurchaseOrderLine, PurchaseOrderRequest } from '../../platforms/purchaseOrderSource';
import type { StockReading } from '../../events/stockEvent';
import { additionalData, built, makeNode, makeWorkflow, TestCredentials } from '../harness.mts';

const { platforms } = built('./platforms/index.js') as { platforms: Platform[] };
const { connect } = built('./http/client.js') as {
	connect(context: N8nContext, service: NonNullable<Platform['service']>): Promise<Connection>;
};

type Credentials = Readonly<Record<string, ICredentialDataDecryptedObject>>;

async function connectionOf(platform: Platform, stored: Credentials): Promise<Connection> {
	const type = platform.service!.credential;
	const credentials = new TestCredentials({ [type]: structuredClone(stored[type]!) });
	const node = makeNode('acrylicDelist', { channels: [platform.id] }, credentials);
	const executeData = { node, data: { main: [[]] }, source: null };
	const context = new ExecuteContext(
		makeWorkflow(node),
		node,
		additionalData(credentials),
		'trigger',
		createRunExecutionData(),
		0,
		[],
		{ main: [[]] },
		executeData,
		[],
	);
	return await connect(context, platform.service!);
}

/** `next` goes through JSON between the pages, as over a restart of n8n. */
const kept = (text: string | undefined): string | undefined =>
	text === undefined ? undefined : (JSON.parse(JSON.stringify(text)) as string);

export async function connected(id: string, credentials: Credentials) {
	const platform = platforms.find((one) => one.id === id)!;
	const { call, account } = await connectionOf(platform, credentials);
	return {
		call,
		account,
		platform,
		/** All pages of one pass, one after the other. */
		async levels(
			request: Partial<Omit<LevelRequest, 'from'>> = {},
			betweenPages: (page: number) => void | Promise<void> = () => undefined,
		) {
			const pages: StockReading[][] = [];
			let from: string | undefined;
			let mark: string | undefined;
			do {
				const wanted = {
					scope: { locations: [] },
					...request,
					...(from === undefined ? {} : { from }),
				};
				const page = await platform.levels!.page(call, wanted, account);
				pages.push(page.readings);
				from = kept(page.next);
				mark = page.mark ?? mark;
				if (from !== undefined) await betweenPages(pages.length);
			} while (from !== undefined);
			const readings = pages.flat();
			return {
				pages,
				readings,
				mark,
				of: (sku: string) => readings.findLast((one) => one.sku === sku),
			};
		},
		/** All lines of one pass over orders to suppliers. */
		async orders(request: Omit<PurchaseOrderRequest, 'from'> = {}) {
			const lines: PurchaseOrderLine[] = [];
			let from: string | undefined;
			let pages = 0;
			do {
				const wanted = { ...request, ...(from === undefined ? {} : { from }) };
				const page = await platform.purchaseOrders!.page(call, wanted, account);
				lines.push(...page.lines);
				from = kept(page.next);
				pages += 1;
			} while (from !== undefined);
			return {
				lines,
				pages,
				of: (poNumber: string, sku?: string) =>
					lines.filter((one) => one.poNumber === poNumber && (!sku || one.sku === sku)),
			};
		},
	};
}
