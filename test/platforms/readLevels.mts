// A platform's stock read page by page, as the Stock Level Trigger does it, through n8n-core's real helpers.
import { ExecuteContext } from 'n8n-core';
import { createRunExecutionData, type ICredentialDataDecryptedObject } from 'n8n-workflow';

import type { Call } from '../../http/answer';
import type { Connection, Service } from '../../http/client';
import type { LevelPage, LevelRequest } from '../../platforms/levelSource';
import type { Platform } from '../../platforms/platform';
import { additionalData, built, makeNode, makeWorkflow, TestCredentials } from '../harness.mts';

const { connect } = built('./http/client.js') as {
	connect(context: unknown, service: Service): Promise<Connection>;
};
const { platforms } = built('./platforms/index.js') as { platforms: Platform[] };

export const platformOf = (id: string): Platform => platforms.find((one) => one.id === id)!;

export type Credentials = Readonly<Record<string, ICredentialDataDecryptedObject>>;

/** A connection of its own, as after a restart of n8n. */
export async function callOf(id: string, stored: Credentials): Promise<Call> {
	const credentials = new TestCredentials(structuredClone(stored));
	const node = makeNode('acrylicDelist', {}, credentials);
	node.parameters = { channels: [id] };
	const data = { main: [[{ json: {} }]] };
	const context = new ExecuteContext(
		makeWorkflow(node),
		node,
		additionalData(credentials),
		'trigger',
		createRunExecutionData(),
		0,
		data.main[0]!,
		data,
		{ node, data, source: null },
		[],
	);
	return (await connect(context, platformOf(id).service!)).call;
}

export interface Reading {
	id: string;
	credentials: Credentials;
	request?: Partial<LevelRequest>;
	/** Something happens in the shop between two pages. */
	between?: (page: number) => void;
	/** n8n is restarted between two pages. */
	restarts?: boolean;
}

/** All pages; cursors make the way through text, as they are kept. */
export async function readLevels({
	id,
	credentials,
	request = {},
	between,
	restarts = false,
}: Reading): Promise<LevelPage[]> {
	let call = await callOf(id, credentials);
	const pages: LevelPage[] = [];
	let from: string | undefined;
	do {
		const page = await platformOf(id).levels!.page(call, {
			scope: { locations: [] },
			...request,
			...(from === undefined ? {} : { from }),
		});
		pages.push(page);
		from = page.next === undefined ? undefined : (JSON.parse(JSON.stringify(page.next)) as string);
		between?.(pages.length);
		if (restarts) call = await callOf(id, credentials);
	} while (from !== undefined);
	return pages;
}

export const readingsOf = (pages: readonly LevelPage[]) =>
	pages.flatMap(({ readings }) => readings);
export const bySku = (pages: readonly LevelPage[]) =>
	Object.fromEntries(readingsOf(pages).map((reading) => [reading.sku, reading]));
