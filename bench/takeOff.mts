// One run of Acrylic Delist against one fake, counted.
import type { Platform } from '../platforms/platform';
import { manyProducts } from '../sandbox/catalogue.mts';
import type { Clock } from '../sandbox/fake.mts';
import { cases } from '../test/conformance/cases.mts';
import { built, runAcrylicDelist, type RunResult } from '../test/harness.mts';
import { openShop } from '../test/shop.mts';

const { platforms } = built('./platforms/index.js') as { platforms: Platform[] };
const { optionsName } = built('./nodes/AcrylicDelist/run/gather.js') as {
	optionsName(platform: Platform): string;
};

export const platformOf = (id: string): Platform => {
	const found = platforms.find((one) => one.id === id);
	if (!found) throw new Error(`There is no platform "${id}".`);
	return found;
};

export const hidesByDefault = (id: string): boolean => platformOf(id).stops[0].id !== 'zero';

export interface TakenOff extends Pick<RunResult, 'done' | 'attention'> {
	/** What the platform got, without logins. */
	requests: number;
}

/** Node parameters for taking everything off sale, by the channel's default. */
export function takeOffParameters(id: string) {
	const options = cases[id]?.options;
	return {
		operation: 'takeOffSale',
		channels: [id],
		sku: '={{ $json.sku }}',
		options: { safetyLimit: 0 },
		...(options && { [optionsName(platformOf(id))]: options }),
	};
}

/** Takes `count` simple SKUs off sale, by the channel's default, and reads each back. */
export async function takeOffSale(
	id: string,
	count: number,
	clock: Clock,
	delayFactor: number,
): Promise<TakenOff> {
	const catalogue = manyProducts(count);
	const shop = await openShop({ catalogue, clock, delayFactor });
	try {
		const { done, attention } = await runAcrylicDelist({
			parameters: takeOffParameters(id),
			items: catalogue.map(({ variants: [{ sku }] }) => ({ sku })),
			credentials: shop.credentials,
		});
		return { done, attention, requests: shop.sandbox.requests(id) };
	} finally {
		await shop.close();
	}
}
