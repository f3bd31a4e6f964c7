// A platform's stock read page by page, as the Stock Level Trigger does it, through n8n-core's real helpers.
import type { LevelPage, LevelRequest } from '../../platforms/levelSource';
import { callTo, platformOf, type Credentials } from './callTo.mts';

export { callTo as callOf, platformOf } from './callTo.mts';
export type { Credentials } from './callTo.mts';

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
	let call = await callTo(id, credentials);
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
		if (restarts) call = await callTo(id, credentials);
	} while (from !== undefined);
	return pages;
}

export const readingsOf = (pages: readonly LevelPage[]) =>
	pages.flatMap(({ readings }) => readings);
export const bySku = (pages: readonly LevelPage[]) =>
	Object.fromEntries(readingsOf(pages).map((reading) => [reading.sku, reading]));
